import { open, readFile } from 'node:fs/promises';
import { chunkKey, type ChunkStore } from './chunk-store.ts';

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
      await keep(store, key, text).catch(() => undefined);
      return text;
    },
  };
}

async function keep(store: ChunkStore, key: string, text: string): Promise<void> {
  const temporary = store.reserve();
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text);
      // Its name must not reach the disk before its end: half a listing would be half a film.
      await file.datasync();
    } finally {
      await file.close();
    }
    await store.publish(key, temporary);
  } finally {
    await store.discard(temporary);
  }
}
