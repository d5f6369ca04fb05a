import { stat } from 'node:fs/promises';
import type { SourceGuard } from '../../media/reading/identity/source-guard.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';

/** The chunk store as one attempt uses it. */
export interface AttemptChunks {
  /** Whatever is looked for or published through it is held until `release`. */
  readonly store: ChunkStore;
  /** Holds chunks that it will need, there or not. */
  readonly keep: (keys: readonly string[]) => void;
  /** Bytes that were published through it. */
  readonly publishedBytes: () => number;
  /** Looks through all that it holds, and deletes what is not whole. */
  readonly repair: () => Promise<void>;
  readonly release: () => void;
}

/**
 * Keeps an attempt's chunks from being evicted while it still needs them, and counts what it adds. Nothing is
 * published that may have been made of sources in more than one state: it would be found under the identity of the
 * first forever.
 */
export function openAttemptChunks(
  store: ChunkStore,
  guard: Pick<SourceGuard, 'requireUnchanged'>,
): AttemptChunks {
  const releases = new Map<string, () => void>();
  let published = 0;
  const keep = (key: string) => {
    if (!releases.has(key)) releases.set(key, store.hold([key]));
  };
  return {
    keep: (keys) => keys.forEach(keep),
    publishedBytes: () => published,
    repair: async () => {
      await Promise.all([...releases.keys()].map((key) => store.findWhole(key)));
    },
    release: () => {
      for (const release of releases.values()) release();
      releases.clear();
    },
    store: {
      ...store,
      // Held before it is looked for: what has been found stays.
      find: (key) => {
        keep(key);
        return store.find(key);
      },
      findWhole: (key) => {
        keep(key);
        return store.findWhole(key);
      },
      read: (key) => {
        keep(key);
        return store.read(key);
      },
      publish: async (key, temporary) => {
        await guard.requireUnchanged();
        keep(key);
        const { size } = await stat(temporary);
        const chunk = await store.publish(key, temporary);
        published += size;
        return chunk;
      },
    },
  };
}
