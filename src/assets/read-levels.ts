import { readFile } from 'node:fs/promises';
import { ProblemError } from '../contract/problems.ts';
import { resolveSource, type SourceRoots } from '../media/library/resolve-source.ts';
import { identifySource } from '../media/reading/identity/identify-source.ts';
import { sourceFailure } from '../media/reading/identity/source-failure.ts';
import type { StampedSource } from '../media/reading/identity/source-guard.ts';
import type { Tools } from '../media/reading/tools.ts';
import { toNumber } from '../timeline/rational.ts';
import { emptyRecord, openAssetFiles, whereSourceLies, type AssetFiles } from './asset-files.ts';
import { findSound } from './find-sound.ts';
import { makeCurves } from './make-curves.ts';
import type { AssetContext } from './run-background-child.ts';

export interface LevelReaderOptions {
  readonly tools: Tools;
  readonly roots: SourceRoots;
  /** Where assets lie; made when it is first needed. */
  readonly folder: string;
}

/**
 * The levels of a source's sound, packed as `packLevel` does, `LEVEL_RATE` a second from its time zero. A file without
 * a picture will do.
 */
export type ReadLevels = (filePath: string, signal?: AbortSignal) => Promise<Uint8Array>;

/**
 * Makes the function that reads levels: from beside the proxies where they lie, else from the sound, once. It rejects
 * with a `ProblemError` that names the file, or with the signal's reason.
 */
export function createLevelReader({ tools, roots, folder }: LevelReaderOptions): ReadLevels {
  const files = openAssetFiles(folder);
  return async (filePath, signal = new AbortController().signal) => {
    signal.throwIfAborted();
    const path = await resolveSource(filePath, roots);
    const identity = await identifySource(path, signal).catch((error: unknown) => {
      throw sourceFailure(error, filePath) ?? error;
    });
    const source = { path, name: filePath, stamp: identity.stamp };
    const key = files.keyOf(identity.key);
    if (!(await files.read(key))?.levels) await makeLevels({ tools, signal }, { files, key, source });
    return readFile(files.pathOf(key, 'levels.bin') ?? '');
  };
}

async function makeLevels(
  context: AssetContext,
  { files, key, source }: { files: AssetFiles; key: string; source: StampedSource },
): Promise<void> {
  const { path, name } = source;
  const { sound, hasPicture } = await findSound(context.tools, { path, name, signal: context.signal });
  if (!sound) {
    throw new ProblemError({
      code: 'SOURCE_UNSUPPORTED',
      message: `${name} has no sound.`,
      hint: 'Name a file with sound: it tells who speaks when.',
    });
  }
  const work = { files, key, source, name, onProgress: () => undefined, isAwaited: true };
  const curves = await makeCurves(context, work, sound);
  const learnt = {
    ...whereSourceLies(path, source.name),
    durationSeconds: toNumber(sound.end),
    hasSound: true,
    hasPicture,
  };
  // Somebody may have made a proxy meanwhile.
  await files.write(key, { ...emptyRecord, ...(await files.read(key)), ...learnt, ...curves });
}
