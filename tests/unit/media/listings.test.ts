import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openChunkStore, type ChunkStore } from '../../../src/media/chunks/chunk-store.ts';
import { createListings } from '../../../src/media/reading/kept/listings.ts';

let folder = '';
let store: ChunkStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listings-'));
  store = await openChunkStore(folder, Infinity);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a file is read once, also for the next server; another file or another ffprobe reads anew', async () => {
  const read = vi.fn(async () => '0,0,1,900,,K__\n');
  const listings = createListings(store, '5.1');
  expect(await listings.remember(['camera', 0], read)).toBe('0,0,1,900,,K__\n');
  expect(await listings.remember(['camera', 0], read)).toBe('0,0,1,900,,K__\n');
  const next = createListings(await openChunkStore(folder, Infinity), '5.1');
  await next.remember(['camera', 0], read);
  expect(read).toHaveBeenCalledTimes(1);
  await next.remember(['camera', 1], read);
  await createListings(store, '7.1').remember(['camera', 0], read);
  expect(read).toHaveBeenCalledTimes(3);
});

test('what cannot be read is not remembered, and what cannot be kept is answered all the same', async () => {
  const listings = createListings(store, '5.1');
  await expect(listings.remember(['a'], () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await listings.remember(['a'], async () => 'there again')).toBe('there again');
  await rm(folder, { recursive: true });
  await writeFile(folder, 'no folder any more');
  expect(await listings.remember(['b'], async () => 'read')).toBe('read');
});

test('nothing unfinished is left', async () => {
  await createListings(store, '5.1').remember(['a'], async () => 'text');
  expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
});
