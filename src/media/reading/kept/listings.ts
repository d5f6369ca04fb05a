import { chunkKey, publishText, type ChunkStore } from '../../chunks/chunk-store.ts';

/** Everything that decides what a listing says. */
export type ListingOf = readonly (string | number)[];

/** What ffprobe had to read a whole file for, kept beside the chunks for as long as their budget allows. */
export interface Listings {
  /** The text that `read` answered when it was last asked for the same file, or answers now. */
  readonly remember: (ingredients: ListingOf, read: () => Promise<string>) => Promise<string>;
}

/** The same in two steps, for a thread that reads elsewhere. */
export interface KeptListings extends Listings {
  readonly recall: (ingredients: ListingOf) => Promise<Uint8Array | undefined>;
  /** Never rejects: a listing that cannot be kept is only read again. */
  readonly keep: (ingredients: ListingOf, text: Uint8Array | string) => Promise<void>;
}

export function createListings(store: ChunkStore, ffmpegVersion: string): KeptListings {
  const keyOf = (ingredients: ListingOf) => chunkKey(['listing', ffmpegVersion, ...ingredients]);
  const recall = (ingredients: ListingOf) => store.read(keyOf(ingredients)).catch(() => undefined);
  const keep = (ingredients: ListingOf, text: Uint8Array | string) =>
    publishText(store, keyOf(ingredients), text).catch(() => undefined);
  return {
    recall,
    keep,
    remember: async (ingredients, read) => {
      const kept = await recall(ingredients);
      if (kept !== undefined) return kept.toString('utf8');
      const text = await read();
      await keep(ingredients, text);
      return text;
    },
  };
}
