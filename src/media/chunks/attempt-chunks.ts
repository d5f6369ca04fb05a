import { stat } from 'node:fs/promises';
import type { ChunkStore } from './chunk-store.ts';

/** The chunk store as one attempt uses it. */
export interface AttemptChunks {
  /** Whatever is looked for or published through it is held until `release`. */
  readonly store: ChunkStore;
  /** Holds chunks that it will need, there or not. */
  readonly keep: (keys: readonly string[]) => void;
  /** Bytes that were published through it. */
  readonly publishedBytes: () => number;
  readonly release: () => void;
}

/** Keeps an attempt's chunks from being evicted while it still needs them, and counts what it adds. */
export function openAttemptChunks(store: ChunkStore): AttemptChunks {
  const releases = new Map<string, () => void>();
  let published = 0;
  const keep = (key: string) => {
    if (!releases.has(key)) releases.set(key, store.hold([key]));
  };
  return {
    keep: (keys) => keys.forEach(keep),
    publishedBytes: () => published,
    release: () => {
      for (const release of releases.values()) release();
      releases.clear();
    },
    store: {
      ...store,
      find: (key) => {
        // Held before it is looked for: what has been found stays.
        keep(key);
        return store.find(key);
      },
      publish: async (key, temporary) => {
        keep(key);
        const { size } = await stat(temporary);
        const path = await store.publish(key, temporary);
        published += size;
        return path;
      },
    },
  };
}
