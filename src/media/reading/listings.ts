import { readFile } from 'node:fs/promises';
import { chunkKey, publishText, type ChunkStore } from '../chunks/chunk-store.ts';

/** What ffprobe had to read a whole file for, kept beside the chunks for as long as their budget allows. */
export interface Listings {
  /** The text that `read` answered when it was last asked for the same `ingredients`, or answers now. */
  readonly remember: (
    ingredients: readonly (string | number)[],
    read: () => Promise<string>,
  ) => Promise<string>;
}

export function createListings(store: ChunkStore, ffmpegVersion: string): Listings {
  return {
    remember: async (ingredients, read) => {
      const key = chunkKey(['listing', ffmpegVersion, ...ingredients]);
      const known = await store.find(key);
      const kept = known === undefined ? undefined : await readFile(known, 'utf8').catch(() => undefined);
      if (kept !== undefined) return kept;
      const text = await read();
      // A listing that cannot be kept is only read again.
      await publishText(store, key, text).catch(() => undefined);
      return text;
    },
  };
}
