import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReadable } from '../../../src/disk/open-readable.ts';
import { remoteFolders } from '../../../src/disk/remote-files.ts';
import { openObjectCache, type ObjectCache } from '../../../src/storage/cache/open-object-cache.ts';
import { createFolderStore } from '../../../src/storage/folder/folder-store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-cache-'));
  await mkdir(join(folder, 'store'));
});
const opened: ObjectCache[] = [];
afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
  await rm(folder, { recursive: true, force: true });
});

const MiB = 2 ** 20;

async function openCache(budgetBytes = 100 * MiB): Promise<ObjectCache> {
  const reader = createFolderStore(join(folder, 'store'));
  const cache = await openObjectCache({
    ...{ folder: join(folder, 'cache'), budgetBytes },
    find: (key) => ({ reader, key, name: `test://${key}` }),
    onTrouble: (error) => {
      throw error;
    },
  });
  opened.push(cache);
  return cache;
}

async function put(key: string, bytes = 10 * MiB): Promise<Buffer> {
  const content = randomBytes(bytes);
  await writeFile(join(folder, 'store', key), content);
  return content;
}

async function adopt(cache: ObjectCache, key: string): Promise<string> {
  const path = await cache.adopt(key);
  if (path === undefined) throw new Error('it was not adopted');
  return path;
}

test('fetches what is asked for, each byte once, and leaves holes', async () => {
  const content = await put('a.mp4');
  const cache = await openCache();
  const path = await adopt(cache, 'a.mp4');
  await Promise.all([
    cache.fetch(path, [[5_000_000, 5_100_000]]),
    cache.fetch(path, [
      [0, 100],
      [5_050_000, 5_200_000],
    ]),
  ]);
  await cache.fetch(path, [[5_000_000, 5_200_000]]);
  const file = await readFile(path);
  expect(file.length).toBe(content.length);
  expect(Buffer.compare(file.subarray(5_000_000, 5_200_000), content.subarray(5_000_000, 5_200_000))).toBe(0);
  expect(file.subarray(8 * MiB).every((byte) => byte === 0)).toBe(true);
  expect(cache.fetchedBytes()).toBeLessThan(200_100 + 5 * 4096);
  expect((await stat(path)).blocks * 512).toBeLessThan(MiB);
});

test('whoever opens the file reads what lies elsewhere', async () => {
  const content = await put('a.mp4');
  const cache = await openCache();
  const withdraw = remoteFolders.serve(cache);
  await using file = await openReadable(await adopt(cache, 'a.mp4'));
  const buffer = Buffer.alloc(1000);
  await file.read(buffer, { position: 7_654_321 });
  expect(Buffer.compare(buffer, content.subarray(7_654_321, 7_655_321))).toBe(0);
  withdraw();
});

test('another state of an object is another file, and nothing of the old one is read any more', async () => {
  await put('a.mp4');
  const cache = await openCache();
  const path = await adopt(cache, 'a.mp4');
  const before = await cache.identify(path);
  await rm(join(folder, 'store', 'a.mp4'));
  await put('a.mp4');
  await utimes(join(folder, 'store', 'a.mp4'), 1, 1);
  await expect(cache.fetch(path, [[0, 100]])).rejects.toMatchObject({ code: 'ESTCHANGED', path });
  expect(await adopt(cache, 'a.mp4')).not.toBe(path);
  await expect
    .poll(async () => (await cache.identify(path)).stamp, { timeout: 10_000 })
    .not.toBe(before.stamp);
});

test('forgets what was used least recently, and nothing that is held', async () => {
  for (const key of ['a.mp4', 'b.mp4', 'c.mp4']) await put(key);
  const cache = await openCache(25 * MiB);
  const [a, b, c] = [await adopt(cache, 'a.mp4'), await adopt(cache, 'b.mp4'), await adopt(cache, 'c.mp4')];
  const letGo = cache.hold(a);
  await cache.fetch(a);
  await cache.fetch(b);
  await cache.fetch(c);
  const there = async () =>
    (await readdir(join(folder, 'cache'))).filter((name) => name.endsWith('.mp4')).length;
  expect(await there()).toBe(2);
  const fetched = cache.fetchedBytes();
  await cache.fetch(a);
  expect(cache.fetchedBytes()).toBe(fetched);
  letGo();
});

test('knows after a restart what it had, and drops what it did not note down', async () => {
  await put('a.mp4');
  const first = await openCache();
  const path = await adopt(first, 'a.mp4');
  await first.fetch(path, [[0, 3 * MiB]]);
  await first.close();
  await writeFile(join(folder, 'cache', 'stray.mp4'), 'x');
  await writeFile(join(folder, 'cache', 'broken.mp4'), 'x');
  await writeFile(join(folder, 'cache', 'broken.mp4.json'), '{"name":');
  const second = await openCache();
  expect(await adopt(second, 'a.mp4')).toBe(path);
  await second.fetch(path, [[0, 3 * MiB]]);
  expect(second.fetchedBytes()).toBe(0);
  expect(
    (await readdir(join(folder, 'cache'))).every((name) => path.includes(name.replace('.json', ''))),
  ).toBe(true);
});
