import { createHash } from 'node:crypto';
import { chunkKey, publishText, type ChunkStore } from '../../../media/chunks/chunk-store.ts';
import type { ReadSound } from '../../../media/reading/read-types.ts';
import type { PictureRun } from '../../../mp4/write/movie-spec.ts';
import { PLANNER_VERSION } from '../../../planner/plan/plan.ts';
import type { SampleLane } from '../../movie/write-movie-lane.ts';

/** Joins of these sources that have passed their check before, so that only new ones are decoded. */
export interface KnownJoins {
  readonly has: (join: string) => boolean;
  /** Remembered for later exports; never throws. Those that were known stay known. */
  readonly add: (joins: readonly string[]) => Promise<void>;
}

/** Grows whenever the check finds what it did not find before: then what has passed is looked at again. */
const checkVersion = 2;

/** Of more than so many joins the oldest are forgotten: forty long exports. */
const most = 10_000;

export interface KnownOf {
  readonly store: ChunkStore;
  readonly sources: readonly (ReadSound | undefined)[];
  readonly ffmpegVersion: string;
}

/** A list of joins is kept for the sources that they have in common, and for each kind of them: `kind` names it. */
export async function openKnownJoins(
  { store, sources, ffmpegVersion }: KnownOf,
  kind?: string,
): Promise<KnownJoins> {
  const identities = new Set(sources.map((source) => source?.facts.identity ?? ''));
  const about = [...(kind === undefined ? [] : [kind]), PLANNER_VERSION, ffmpegVersion, ...identities];
  const key = chunkKey(['joins', checkVersion, ...about]);
  const kept = await store.read(key).catch(() => undefined);
  const text = kept?.toString('utf8') ?? '';
  const known = new Set(text.split('\n').filter((line) => /^[0-9a-f]{40}$/.test(line)));
  return {
    has: (join) => known.has(join),
    add: async (joins) => {
      const all = [...new Set([...known, ...joins])].slice(-most);
      if (joins.every((join) => known.has(join))) return;
      await replace(store, key, `${all.join('\n')}\n`).catch(() => undefined);
    },
  };
}

/** What is published under a key stays, and this list grows. Two exports that end at once keep one's joins. */
async function replace(store: ChunkStore, key: string, text: string): Promise<void> {
  await store.remove(key);
  await publishText(store, key, text);
}

/** Pictures of chunks: the first run's are those of the lane's run `at`. */
export interface EncodedPictures {
  readonly lane: SampleLane;
  readonly at: number;
  readonly encoded: readonly PictureRun[];
}

/**
 * Identifies a join: which pictures stand around it, in what order they are shown, and what they are `expected` to show.
 * Copied ones are named by where they lie in which source; encoded ones by their bytes, which differ each time
 * they are encoded.
 */
export async function joinIdentity(
  { lane, at, encoded }: EncodedPictures,
  { runs, expected }: { runs: readonly PictureRun[]; expected: readonly (string | Buffer)[] },
): Promise<string> {
  const hash = createHash('sha256');
  for (const part of expected) hash.update(`${part.length}\n`).update(part);
  for (const run of runs) {
    const { samples, sampleEntry, parameterSets } = run;
    hash
      .update(sampleEntry)
      .update(samples.displayOrder)
      .update(samples.size)
      .update(parameterSets ?? '');
    if (!encoded.includes(run)) hash.update(samples.offset);
  }
  for (const [i, { size }] of encoded.map(({ samples }) => samples).entries()) {
    for (let sample = 0; sample < size.length; sample++)
      hash.update(lane.peek(at + i, sample) ?? (await lane.read(at + i, sample)));
  }
  return hash.digest('hex').slice(0, 40);
}
