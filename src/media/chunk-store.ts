import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Finished pieces of work, found again by what they are made of. */
export interface ChunkStore {
  /** Path of a finished chunk, marked as just used; undefined where there is none. */
  readonly find: (key: string) => Promise<string | undefined>;
  /** A path of its own to write a chunk to. Whoever asks for it publishes or deletes what lies there. */
  readonly reserve: () => string;
  /** Makes a written file the chunk of this key, whole or not at all, and answers its path. */
  readonly publish: (key: string, temporary: string) => Promise<string>;
  readonly discard: (temporary: string) => Promise<void>;
  /** Keeps chunks from being evicted until the returned function is called. */
  readonly hold: (keys: readonly string[]) => () => void;
  /** Deletes what was used least recently, never what is held, until the store is within its budget. */
  readonly evict: () => Promise<void>;
  /** Forgets a chunk, for one that turned out bad. */
  readonly remove: (key: string) => Promise<void>;
  /** Deletes unfinished files that a dead server left behind. */
  readonly sweep: () => Promise<void>;
}

const temporaryFolder = 'unfinished';

export async function openChunkStore(folder: string, budgetBytes: number): Promise<ChunkStore> {
  const unfinished = join(folder, temporaryFolder);
  await mkdir(unfinished, { recursive: true });
  const held = new Map<string, number>();
  const pathOf = (key: string) => join(folder, key.slice(0, 2), key);
  return {
    find: (key) => touch(pathOf(key)),
    reserve: () => join(unfinished, randomUUID()),
    publish: (key, temporary) => moveIn(temporary, pathOf(key)),
    discard: (temporary) => rm(temporary, { force: true }),
    hold: (keys) => hold(held, keys),
    evict: () => evict({ folder, budgetBytes, isHeld: (key) => held.has(key) }),
    remove: (key) => rm(pathOf(key), { force: true }),
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

async function touch(path: string): Promise<string | undefined> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => path,
    () => undefined,
  );
}

async function moveIn(temporary: string, path: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await rename(temporary, path);
  return path;
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

interface Eviction {
  readonly folder: string;
  readonly budgetBytes: number;
  readonly isHeld: (key: string) => boolean;
}

async function evict({ folder, budgetBytes, isHeld }: Eviction): Promise<void> {
  const chunks = await listChunks(folder);
  let total = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  for (const chunk of chunks.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= budgetBytes) return;
    if (isHeld(chunk.key)) continue;
    await rm(chunk.path, { force: true });
    total -= chunk.bytes;
  }
}

async function listChunks(
  folder: string,
): Promise<{ key: string; path: string; bytes: number; usedAt: number }[]> {
  const shelves = await readdir(folder, { withFileTypes: true });
  const chunks = [];
  for (const shelf of shelves.filter((entry) => entry.isDirectory() && entry.name !== temporaryFolder)) {
    for (const key of await readdir(join(folder, shelf.name))) {
      const path = join(folder, shelf.name, key);
      const info = await stat(path).catch(() => undefined);
      if (info?.isFile()) chunks.push({ key, path, bytes: info.size, usedAt: info.mtimeMs });
    }
  }
  return chunks;
}
