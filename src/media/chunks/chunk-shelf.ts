import { constants } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import PQueue from 'p-queue';
import type { BlockSums } from '../../shared/block-sums.ts';
import { DamagedChunkError, readSeal, readSealed, sealFile } from './chunk-seal.ts';

/** A finished chunk on the disk. */
export interface StoredChunk {
  readonly path: string;
  /** How long its content is, and what it has to be: whoever reads it checks what it reads. */
  readonly sums: BlockSums;
}

/** Where the chunks of a store lie. */
export interface Shelf {
  readonly find: (key: string) => Promise<StoredChunk | undefined>;
  readonly findWhole: (key: string) => Promise<StoredChunk | undefined>;
  readonly read: (key: string) => Promise<Buffer | undefined>;
  readonly moveIn: (key: string, temporary: string) => Promise<StoredChunk>;
  readonly adopt: (key: string, temporary: string) => Promise<StoredChunk | undefined>;
  readonly remove: (key: string) => Promise<void>;
}

/** Files open at once, over all exports: a plan of thousands of spans looks for thousands of chunks. */
const mostOpen = 16;

/** What a system says that is short of something for a while: it says nothing of the chunk. */
const shortages = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/** `isOnlyLooking`: what is found is not marked as used. */
export function openShelf(
  pathOf: (key: string) => string,
  { isOnlyLooking }: { readonly isOnlyLooking: boolean },
): Shelf {
  const openings = new PQueue({ concurrency: mostOpen });
  const remove = (key: string) => rm(pathOf(key), { recursive: true, force: true });
  /** Answers what `use` makes of a chunk; a damaged one is deleted, one that cannot be read is passed over. */
  const withChunk = <T>(key: string, use: (chunk: StoredChunk) => T | Promise<T>): Promise<T | undefined> =>
    openings.add(async () => {
      try {
        return await use(await openStored(pathOf(key), key, isOnlyLooking));
      } catch (error) {
        if (error instanceof DamagedChunkError) await remove(key);
        else if (isShortage(error)) throw error;
        return undefined;
      }
    });
  const readWhole = async ({ path, sums }: StoredChunk) =>
    Buffer.from(await readSealed(path, sums, [0, sums.bytes]));
  return {
    find: (key) => withChunk(key, (chunk) => chunk),
    findWhole: (key) => withChunk(key, (chunk) => readWhole(chunk).then(() => chunk)),
    read: (key) => withChunk(key, readWhole),
    moveIn: (key, temporary) =>
      openings.add(async () => {
        const sums = await sealFile(temporary, key);
        return place(temporary, { path: pathOf(key), key, sums });
      }),
    adopt: (key, temporary) =>
      openings.add(async () => {
        const sealed = await openUsable(temporary, key);
        if (sealed) return place(temporary, { path: pathOf(key), key, sums: sealed.sums });
        await rm(temporary, { recursive: true, force: true });
        return undefined;
      }),
    remove,
  };
}

/** Opens a chunk and, unless somebody is only looking, marks it as used. Throws a `DamagedChunkError` where it is not whole, else the system's error. */
async function openStored(path: string, key: string, isOnlyLooking = false): Promise<StoredChunk> {
  // A pipe in its place must not keep us waiting.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!(await file.stat()).isFile()) throw new DamagedChunkError(path, 'is no file');
  const sums = await readSeal(file, key);
  if (!sums) throw new DamagedChunkError(path, 'is cut short');
  const now = new Date();
  // Whose file it is does not matter as long as it can be read.
  if (!isOnlyLooking) await file.utimes(now, now).catch(() => undefined);
  return { path, sums };
}

/** Gives a sealed file its place, or deletes it where there is one already that can be used. */
async function place(
  temporary: string,
  { path, key, sums }: StoredChunk & { readonly key: string },
): Promise<StoredChunk> {
  await mkdir(dirname(path), { recursive: true });
  // Not every file system knows links; where one is refused, what lies there decides.
  const isLinked = await link(temporary, path).then(
    () => true,
    () => false,
  );
  const there = isLinked ? undefined : await openUsable(path, key);
  if (!isLinked && !there) await takePlace(temporary, path);
  await rm(temporary, { force: true });
  return there ?? { path, sums };
}

/** Undefined for one that is of no use to anybody: it is in the way. */
async function openUsable(path: string, key: string): Promise<StoredChunk | undefined> {
  return openStored(path, key).catch((error: unknown) => {
    if (isShortage(error)) throw error;
    return undefined;
  });
}

async function takePlace(temporary: string, path: string): Promise<void> {
  await rename(temporary, path).catch(async () => {
    // A folder cannot be replaced.
    await rm(path, { recursive: true, force: true });
    await rename(temporary, path);
  });
}

function isShortage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && shortages.has(String(error.code));
}
