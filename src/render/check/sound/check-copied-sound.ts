import { hasComplaint } from '../../../ffmpeg/answers/classify-failure.ts';
import { tryOwnSoundArgs } from '../../../ffmpeg/sound/audio-args.ts';
import { chunkKey } from '../../../media/chunks/chunk-store.ts';
import type { SeamsToCheck } from './check-seams.ts';
import { openKnownJoins } from '../joins/known-joins.ts';
import { runChild, type ChildContext } from '../../child/run-child.ts';
import { check, type Check } from '../verify-output.ts';

/**
 * Decodes the finished file's sound where packets of it are copied between encoded ones: what is damaged in a source
 * is found when it is decoded, and copied packets have not been. The same packets are decoded once, not in every
 * export. Undefined where nothing is spliced.
 */
export async function checkCopiedSound(
  context: ChildContext,
  { movie, sound, sources, store }: SeamsToCheck,
): Promise<Check | undefined> {
  const parts = sound?.kind === 'aac' ? sound.parts : [];
  const copies = parts.flatMap((part) => {
    if (part.kind !== 'copy') return [];
    const { source, sourcePacket, fromPacket, toPacket } = part;
    return [[sources[source]?.facts.identity ?? '', sourcePacket, toPacket - fromPacket] as const];
  });
  if (copies.length === 0) return undefined;
  const { ffmpegVersion } = context.tools;
  const known = await openKnownJoins({ store, sources, ffmpegVersion }, 'copied sound');
  const identity = chunkKey(copies.flat());
  if (known.has(identity)) return check('copied sound', true, 'decoded for an earlier export');
  const words = await runChild(context, {
    label: 'check of the copied sound',
    reads: [movie.path],
    writes: [],
    args: () => tryOwnSoundArgs(movie.path),
  });
  if (hasComplaint(words))
    return check('copied sound', false, `the decoder complained: ${words.slice(0, 200)}`);
  await known.add([identity]);
  return check('copied sound', true, `${copies.length} stretches decode without a word`);
}
