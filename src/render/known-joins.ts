import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { chunkKey, publishText, type ChunkStore } from '../media/chunk-store.ts';
import type { PictureRun } from '../mp4/movie-spec.ts';
import type { SampleLane } from './write-movie-lane.ts';

/** Joins of these sources that have passed their check before, so that only new ones are decoded. */
export interface KnownJoins {
  readonly has: (join: string) => boolean;
  /** For the exports to come; those that were known stay known. */
  readonly add: (joins: readonly string[]) => Promise<void>;
}

/** Of more than so many joins the oldest are forgotten: forty long exports. */
const most = 10_000;

/** `about` is what all joins have in common: a list of joins is kept for each. */
export async function openKnownJoins(
  store: ChunkStore,
  about: readonly (string | number)[],
): Promise<KnownJoins> {
  const key = chunkKey(['joins', ...about]);
  const path = await store.find(key);
  const text = path === undefined ? '' : await readFile(path, 'utf8').catch(() => '');
  const known = new Set(text.split('\n').filter((line) => /^[0-9a-f]{40}$/.test(line)));
  return {
    has: (join) => known.has(join),
    add: async (joins) => {
      const all = [...new Set([...known, ...joins])].slice(-most);
      if (joins.every((join) => known.has(join))) return;
      // What is published under a key stays, and this list grows. Two exports that end at once keep one's joins.
      await store.remove(key);
      await publishText(store, key, `${all.join('\n')}\n`);
    },
  };
}

/**
 * Who a join is: the bytes around it, in what order they are shown, and what they are `expected` to show. The same
 * bytes decode to the same pictures. `lane` gives the pictures of the runs, of which the first is its run `at`.
 */
export async function joinIdentity(
  lane: SampleLane,
  at: number,
  { runs, expected }: { runs: readonly PictureRun[]; expected: readonly (string | Buffer)[] },
): Promise<string> {
  const hash = createHash('sha256');
  for (const part of expected) hash.update(`${part.length}\n`).update(part);
  for (const [i, { samples, sampleEntry, parameterSets }] of runs.entries()) {
    hash
      .update(sampleEntry)
      .update(samples.displayOrder)
      .update(parameterSets ?? '');
    for (let sample = 0; sample < samples.count; sample++) {
      const bytes = lane.peek(at + i, sample) ?? (await lane.read(at + i, sample));
      hash.update(`${bytes.length}\n`).update(bytes);
    }
  }
  return hash.digest('hex').slice(0, 40);
}
