import { basename } from 'node:path';
import { ProblemError } from '../../../contract/problems.ts';
import { THUMBNAIL } from '../../../ffmpeg/pictures/encode-span-args.ts';
import { DamagedChunkError } from '../../../media/chunks/chunk-seal.ts';
import type { ChunkStore } from '../../../media/chunks/chunk-store.ts';
import type { ChildContext } from '../../child/run-child.ts';
import { UnreadableSampleError } from '../../movie/write-movie-lane.ts';
import { areRecognisable } from './compare-thumbnails.ts';
import { decodeStretches, spreadDecoding } from './decode-stretches.ts';
import { thumbnailsOf } from './judge-joins.ts';
import { openKnownJoins, type KnownJoins } from './known-joins.ts';
import { groupPictures, type GroupedPictures, type PictureGroup } from './picture-groups.ts';
import { check, type Check } from '../verify-output.ts';

export interface PicturesToLookThrough extends GroupedPictures {
  /** Where groups that have passed are remembered. */
  readonly store: ChunkStore;
  /** A folder of the attempt's own. */
  readonly folder: string;
}

export interface SeenPictures {
  readonly check: Check;
  /** Clips of which copied pictures do not decode. */
  readonly rejectedClips: ReadonlySet<number>;
}

/**
 * What an export spends on decoding pictures that nobody has decoded yet, in seconds of one core. That is all of them
 * in short exports. In long ones it is a part, spread over the whole, and another part the next time.
 */
const mostSeconds = 5;

/**
 * Decodes pictures of the export group by group, copied and encoded ones alike: all have to come out, without a word of
 * the decoder, and encoded ones like what went in. Throws a `DamagedChunkError` for encoded ones that do not.
 */
export async function lookThrough(context: ChildContext, work: PicturesToLookThrough): Promise<SeenPictures> {
  const groups = groupPictures(work);
  const known = await openKnownJoins({ ...work, ffmpegVersion: context.tools.ffmpegVersion }, 'pictures');
  const fresh = groups.filter(({ identity }) => !known.has(identity));
  const chosen = chooseGroups(fresh, groups.length - fresh.length);
  const bad =
    chosen.length === 0 ? [] : await findBad(spreadDecoding(context, work.plan, chosen), work, chosen);
  await remember(known, chosen, bad);
  const spoilt = [...new Set(bad.flatMap(({ span }) => work.chunks[span] ?? []))];
  await Promise.all(spoilt.map(({ key }) => work.store.remove(key)));
  await Promise.all(repackagedOf(work, bad).map((key) => work.store.findWhole(key)));
  const [chunk] = spoilt;
  if (chunk) throw new DamagedChunkError(chunk.path, 'does not decode to what went into the encoder');
  const seen = countOf(groups) - countOf(fresh) + countOf(chosen);
  const detail = `${seen} of ${countOf(groups)} pictures decoded, ${countOf(bad)} of them in groups with damage`;
  const clips = bad.map(({ span }) => work.plan.spans[span]?.clip ?? -1);
  return { check: check('pictures', bad.length === 0, detail), rejectedClips: new Set(clips) };
}

/**
 * The chunks that copies which are bad come from. Those that are no longer what was published are deleted, and made again by
 * whoever wants them next; one that is whole says what its source says, and others read it now.
 */
function repackagedOf({ plan, sources }: PicturesToLookThrough, bad: readonly PictureGroup[]): string[] {
  return bad.flatMap(({ span: index }) => {
    const span = plan.spans[index];
    const bytes = span?.kind === 'copy' ? sources[span.source]?.bytes : undefined;
    return bytes?.sums ? [basename(bytes.path)] : [];
  });
}

/** All, or as many as there is time for, at even distances; what comes first depends on how many are known. */
export function chooseGroups(groups: readonly PictureGroup[], known: number): PictureGroup[] {
  const total = groups.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const step = Math.ceil(total / mostSeconds);
  if (step <= 1) return [...groups];
  let left = mostSeconds;
  return groups.filter(({ cpuSeconds }, i) => (i + known) % step === 0 && (left -= cpuSeconds) > 0);
}

/** Groups that do not come out right. Of many only the halves in which something is wrong are decoded again. */
async function findBad(
  context: ChildContext,
  work: PicturesToLookThrough,
  groups: readonly PictureGroup[],
): Promise<readonly PictureGroup[]> {
  if (await areGood(context, work, groups)) return [];
  if (groups.length === 1) return groups;
  const middle = Math.ceil(groups.length / 2);
  const first = await findBad(context, work, groups.slice(0, middle));
  return [...first, ...(await findBad(context, work, groups.slice(middle)))];
}

async function areGood(
  context: ChildContext,
  work: PicturesToLookThrough,
  groups: readonly PictureGroup[],
): Promise<boolean> {
  try {
    const { parts, messages } = await decodeStretches(context, { ...work, name: 'pictures' }, groups);
    if (messages !== '') return false;
    for (const [i, { span, from, runs }] of groups.entries()) {
      const found = parts[i];
      if (found?.length !== runs[0].samples.count * THUMBNAIL.bytes) return false;
      const expected = await thumbnailsOf(work.chunks[span]);
      if (expected && !areRecognisable({ found, frame: from, expected })) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof UnreadableSampleError) return false;
    if (error instanceof ProblemError && error.problem.code === 'CHILD_CRASHED') return false;
    throw error;
  }
}

async function remember(
  known: KnownJoins,
  chosen: readonly PictureGroup[],
  bad: readonly PictureGroup[],
): Promise<void> {
  await known.add(chosen.filter((group) => !bad.includes(group)).map(({ identity }) => identity));
}

function countOf(groups: readonly PictureGroup[]): number {
  return groups.reduce((sum, { runs }) => sum + runs[0].samples.count, 0);
}
