import { renameSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Inside a store's folder, for files that are not chunks yet, or no more. */
export const unfinishedFolder = 'unfinished';

export interface Shelves {
  /** Holds one folder for each first two letters of a key. */
  readonly folder: string;
  /** A folder inside that holds no finished chunks; what is deleted goes through it. */
  readonly trash: string;
  readonly isHeld: (key: string) => boolean;
  /** Held is also what was used within so many milliseconds. */
  readonly spareMs: number;
}

interface StoredChunk {
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/**
 * Deletes chunks, the least recently used first and never one that is held, until as many bytes are freed as
 * `wanted` says of the bytes that there are. Answers how many were freed.
 */
export async function freeOldest(shelves: Shelves, wanted: (total: number) => number): Promise<number> {
  const chunks = await listChunks(shelves);
  const target = wanted(chunks.reduce((sum, chunk) => sum + chunk.bytes, 0));
  let freed = 0;
  const spared = shelves.spareMs > 0 ? Date.now() - shelves.spareMs : Infinity;
  for (const chunk of chunks.sort((a, b) => a.usedAt - b.usedAt)) {
    if (freed >= target || chunk.usedAt > spared) break;
    if (await discard(chunk, shelves)) freed += chunk.bytes;
  }
  return freed;
}

/** Asks whether it is held and takes it away in one step: nobody can begin to hold it in between. */
async function discard({ key, path }: StoredChunk, { trash, isHeld }: Shelves): Promise<boolean> {
  const doomed = join(trash, randomUUID());
  if (isHeld(key)) return false;
  try {
    renameSync(path, doomed);
  } catch {
    return false;
  }
  await rm(doomed, { force: true });
  return true;
}

/** Bytes that all finished chunks of a store take; nothing where there is none. */
export async function bytesOfChunks(folder: string): Promise<number> {
  const chunks = await listChunks({ folder, trash: unfinishedFolder });
  return chunks.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function listChunks({ folder, trash }: Pick<Shelves, 'folder' | 'trash'>): Promise<StoredChunk[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name !== basename(trash))
    .map((entry) => entry.name);
  const chunks: StoredChunk[] = [];
  for (const name of names) {
    for (const key of await readdir(join(folder, name)).catch(() => [])) {
      const path = join(folder, name, key);
      const info = await stat(path).catch(() => undefined);
      if (info?.isFile()) chunks.push({ key, path, bytes: info.size, usedAt: info.mtimeMs });
    }
  }
  return chunks;
}
