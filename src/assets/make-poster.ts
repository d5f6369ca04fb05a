import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createKeyedLock } from '../disk/keyed-lock.ts';
import { posterArgs } from '../ffmpeg/pictures/poster-args.ts';
import { identifySource } from '../media/reading/identity/identify-source.ts';
import { runBackgroundChild, type AssetContext } from './run-background-child.ts';

/**
 * Makes the function that answers where the small picture of a finished movie lies: that of its instant `seconds`, made
 * where there is none. They lie beside their movies, and go with the folder that both are in. One is
 * made at a time; of a movie that was made again its poster is, too. It rejects with a `ProblemError`, or with the
 * signal's reason.
 */
export function createPosterMaker(
  context: AssetContext,
): (movie: { readonly path: string; readonly seconds: number }) => Promise<string> {
  const line = createKeyedLock();
  return ({ path, seconds }) =>
    line.run('poster', async () => {
      const poster = join(dirname(path), `${basename(path)}.poster.jpg`);
      const [movie, known] = await Promise.all([stat(path), stat(poster).catch(() => undefined)]);
      if (known && known.mtimeMs >= movie.mtimeMs) return poster;
      const { stamp } = await identifySource(path, context.signal);
      const unfinished = join(dirname(path), `${basename(path)}.poster.part.jpg`);
      try {
        await runBackgroundChild(context, {
          label: `poster of ${basename(path)}`,
          source: { path, name: basename(path), stamp },
          isAwaited: true,
          reads: [path],
          writes: [unfinished],
          begin: () => ({ args: () => posterArgs({ movie: path, output: unfinished, seconds }) }),
        });
        await rename(unfinished, poster);
      } finally {
        await rm(unfinished, { force: true });
      }
      return poster;
    });
}
