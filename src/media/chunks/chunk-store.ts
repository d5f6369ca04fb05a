import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeOldest, unfinishedFolder, type Shelves } from './evict-chunks.ts';
import { openShelf, type StoredChunk } from './chunk-shelf.ts';

/** Finished pieces of work, found again by what they are made of. */
export interface ChunkStore {
  /**
   * A finished chunk, marked as just used; undefined where there is none. One that is cut short is deleted. That its
   * content is what was published shows when it is read with its sums.
   */
  readonly find: (key: string) => Promise<StoredChunk | undefined>;
  /** The same for one whose content was read and found to be whole; it is deleted where it is not. */
  readonly findWhole: (key: string) => Promise<StoredChunk | undefined>;
  /** The content of a chunk, whole and checked; undefined where there is none, or was none that is whole. */
  readonly read: (key: string) => Promise<Buffer | undefined>;
  /** A path of its own to write a chunk to. Whoever asks for it publishes or deletes what lies there. */
  readonly reserve: () => string;
  /**
   * Seals a written file, waits until it is on the disk and makes it the chunk of this key, whole or not at all. Where
   * there is one already that can be used that one stays, and the file is deleted: somebody may be reading it by an
   * index of its own.
   */
  readonly publish: (key: string, temporary: string) => Promise<StoredChunk>;
  /**
   * Makes a file that was sealed elsewhere the chunk of this key. Answers undefined, and deletes it, where it is not the
   * whole chunk of that key.
   */
  readonly adopt: (key: string, temporary: string) => Promise<StoredChunk | undefined>;
  readonly discard: (temporary: string) => Promise<void>;
  /** Keeps chunks from being evicted until the returned function is called. */
  readonly hold: (keys: readonly string[]) => () => void;
  /** Bytes that the finished chunks of these keys take; those that are not there take none. */
  readonly bytesOf: (keys: readonly string[]) => Promise<number>;
  /** Deletes what was used least recently, never what is held, until the store is within its budget. */
  readonly evict: () => Promise<void>;
  /** Deletes in the same order until so many bytes are free, if it can; answers how many it freed. */
  readonly reclaim: (bytes: number) => Promise<number>;
  /** When chunks were last used, in milliseconds since 1970, by their keys; those that are not there are missing. */
  readonly usedAt: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** Makes chunks the first to be evicted, unless they have been used since the times that are given. */
  readonly retire: (usedAt: ReadonlyMap<string, number>) => Promise<void>;
  /** Forgets a chunk, for one that turned out to be of no use. */
  readonly remove: (key: string) => Promise<void>;
  /** Deletes unfinished files that a dead server left behind. */
  readonly sweep: () => Promise<void>;
}

export interface StoreHabits {
  /** What was used within the last so many milliseconds is not evicted; 0 unless told. */
  readonly spareMs?: number | undefined;
  /** What is found is not marked as used. */
  readonly isOnlyLooking?: boolean;
}

/** Opens the chunk store of a folder. A budget of `Infinity` is for a folder that is somebody else's to tidy. */
export async function openChunkStore(
  folder: string,
  budgetBytes: number,
  { spareMs = 0, isOnlyLooking = false }: StoreHabits = {},
): Promise<ChunkStore> {
  const unfinished = join(folder, unfinishedFolder);
  await mkdir(unfinished, { recursive: true });
  const held = new Map<string, number>();
  const pathOf = (key: string) => join(folder, key.slice(0, 2), key);
  const shelf = openShelf(pathOf, { isOnlyLooking });
  const shelves: Shelves = { folder, trash: unfinished, spareMs, isHeld: (key) => held.has(key) };
  // One after another: two that ran at once would both delete for the same bytes.
  let lastTurn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };
  return {
    find: shelf.find,
    findWhole: shelf.findWhole,
    read: shelf.read,
    reserve: () => {
      // Operators empty the folder while we run: it is only a cache.
      mkdirSync(unfinished, { recursive: true });
      return join(unfinished, randomUUID());
    },
    publish: shelf.moveIn,
    adopt: shelf.adopt,
    discard: (temporary) => rm(temporary, { force: true }),
    hold: (keys) => hold(held, keys),
    bytesOf: async (keys) => {
      const sizes = await Promise.all([...new Set(keys)].map((key) => sizeOf(pathOf(key))));
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    },
    evict: async () => {
      if (budgetBytes === Infinity) return;
      await inTurn(() => freeOldest(shelves, (total) => total - budgetBytes));
    },
    reclaim: async (bytes) => (budgetBytes === Infinity ? 0 : inTurn(() => freeOldest(shelves, () => bytes))),
    ...agesOf(pathOf),
    remove: shelf.remove,
    sweep: async () => {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished, { recursive: true });
    },
  };
}

/** The key of a piece of work: a hash of everything that decides its bytes. */
export function chunkKey(ingredients: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 40);
}

/** Publishes a text as the chunk of a key. */
export async function publishText(store: ChunkStore, key: string, text: string | Uint8Array): Promise<void> {
  const temporary = store.reserve();
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await store.publish(key, temporary);
  } finally {
    await store.discard(temporary);
  }
}

function agesOf(pathOf: (key: string) => string): Pick<ChunkStore, 'usedAt' | 'retire'> {
  return {
    usedAt: async (keys) => {
      const times = await Promise.all(keys.map(async (key) => [key, await usedAtOf(pathOf(key))] as const));
      return new Map(times.flatMap(([key, at]) => (at === undefined ? [] : [[key, at] as const])));
    },
    retire: async (usedAt) => {
      for (const [key, at] of usedAt) await retire(pathOf(key), at);
    },
  };
}

async function usedAtOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (info) => info.mtimeMs,
    () => undefined,
  );
}

async function retire(path: string, usedAt: number): Promise<void> {
  if ((await usedAtOf(path)) !== usedAt) return;
  await utimes(path, 0, 0).catch(() => undefined);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (info) => info.size,
    () => 0,
  );
}

function hold(held: Map<string, number>, keys: readonly string[]): () => void {
  for (const key of keys) held.set(key, (held.get(key) ?? 0) + 1);
  let isHolding = true;
  return () => {
    if (!isHolding) return;
    isHolding = false;
    for (const key of keys) {
      const count = (held.get(key) ?? 1) - 1;
      if (count > 0) held.set(key, count);
      else held.delete(key);
    }
  };
}
