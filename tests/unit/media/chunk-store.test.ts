import { execFile } from 'node:child_process';
import {
  copyFile,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSourceGuard } from '../../../src/media/reading/identity/source-guard.ts';
import { openAttemptChunks } from '../../../src/render/child/attempt-chunks.ts';
import { chunkKey, openChunkStore, type ChunkStore } from '../../../src/media/chunks/chunk-store.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chunks-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What stands behind the content of a chunk of one block. */
const sealBytes = 68;

const keys = ['a', 'b', 'c', 'd'].map((name) => chunkKey([name]));

/** Four chunks of 1,000 bytes, seal and all; the first was used longest ago. */
async function filled(budgetBytes: number): Promise<ChunkStore> {
  const store = await openChunkStore(folder, budgetBytes);
  for (const [age, key] of keys.entries()) {
    const temporary = store.reserve();
    await writeFile(temporary, Buffer.alloc(1000 - sealBytes));
    const { path } = await store.publish(key, temporary);
    await utimes(path, 1000 + age, 1000 + age);
  }
  return store;
}

/** Looks without touching. */
async function present(): Promise<boolean[]> {
  const paths = keys.map((key) => join(folder, key.slice(0, 2), key));
  return Promise.all(
    paths.map((path) =>
      stat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
}

test('keeps to its budget, and what was used last stays', async () => {
  const store = await filled(2000);
  expect(await store.find(keys[0] ?? '')).toBeDefined();
  await store.evict();
  expect(await present()).toEqual([true, false, false, true]);
});

test('never deletes what is held, even beyond the budget', async () => {
  const store = await filled(0);
  const release = store.hold([keys[1] ?? '', keys[2] ?? '']);
  await store.evict();
  expect(await present()).toEqual([false, true, true, false]);
  release();
  release();
  await store.evict();
  expect(await present()).toEqual([false, false, false, false]);
});

test('everything that an attempt has found or published is held until it ends', async () => {
  const store = await filled(0);
  const attempt = openAttemptChunks(store, createSourceGuard());
  const other = openAttemptChunks(store, createSourceGuard());
  attempt.keep([keys[3] ?? '']);
  await attempt.store.find(keys[0] ?? '');
  await other.store.find(keys[0] ?? '');
  const temporary = attempt.store.reserve();
  await writeFile(temporary, Buffer.alloc(500));
  await attempt.store.publish(keys[1] ?? '', temporary);
  expect(attempt.publishedBytes()).toBe(500);
  await store.evict();
  expect(await present()).toEqual([true, true, false, true]);
  attempt.release();
  await store.evict();
  expect(await present()).toEqual([true, false, false, false]);
});

test('frees as much as is asked for, the oldest first, and says how much it was', async () => {
  const store = await filled(1e9);
  store.hold([keys[0] ?? '']);
  expect(await store.reclaim(1500)).toBe(2000);
  expect(await present()).toEqual([true, false, false, true]);
  expect(await store.reclaim(1e6)).toBe(1000);
  expect(await store.reclaim(1)).toBe(0);
  expect(await store.bytesOf(keys)).toBe(1000);
});

test("a folder of somebody else's is never tidied", async () => {
  const store = await filled(Infinity);
  await store.evict();
  expect(await store.reclaim(1)).toBe(0);
  expect(await present()).toEqual([true, true, true, true]);
});

test('what a dead server left unfinished is deleted, finished chunks stay', async () => {
  const store = await filled(1e9);
  await writeFile(store.reserve(), 'half a chunk');
  await store.sweep();
  expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
  expect(await present()).toEqual([true, true, true, true]);
});

test('the first chunk of a key stays: whoever found it reads it by an index of its own', async () => {
  const store = await filled(Infinity);
  const path = (await store.find(keys[0] ?? ''))?.path ?? '';
  const temporary = store.reserve();
  await writeFile(temporary, 'the same pictures in other bytes');
  expect(await store.publish(keys[0] ?? '', temporary)).toMatchObject({
    path,
    sums: { bytes: 1000 - sealBytes },
  });
  expect((await stat(path)).size).toBe(1000);
  expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
  await store.remove(keys[0] ?? '');
  expect(await store.find(keys[0] ?? '')).toBeUndefined();
});

const chunkPath = (key = keys[0] ?? '') => join(folder, key.slice(0, 2), key);

test('a chunk that is not what was published is deleted, and made again', async () => {
  const store = await filled(Infinity);
  const [key = ''] = keys;
  await truncate(chunkPath(), 900);
  expect(await store.find(key)).toBeUndefined();
  expect(await present()).toEqual([false, true, true, true]);
  const temporary = store.reserve();
  await writeFile(temporary, 'made again');
  await store.publish(key, temporary);
  expect((await store.read(key))?.toString()).toBe('made again');
  await writeFile(chunkPath(), (await readFile(chunkPath())).with(3, 0));
  // Its end is as it was: what it holds shows when it is read.
  expect(await store.find(key)).toBeDefined();
  expect(await store.read(key)).toBeUndefined();
  expect(await store.find(key)).toBeUndefined();
});

test('a chunk under the key of another is not taken for it', async () => {
  const store = await filled(Infinity);
  await copyFile(chunkPath(keys[1]), chunkPath());
  expect(await store.find(keys[0] ?? '')).toBeUndefined();
  expect(await store.find(keys[1] ?? '')).toBeDefined();
});

test('a chunk that cannot be read for other reasons stays, until it is in the way of a new one', async () => {
  const store = await filled(Infinity);
  const [key = ''] = keys;
  await rm(chunkPath());
  await symlink(chunkPath(), chunkPath());
  expect(await store.find(key)).toBeUndefined();
  expect((await lstat(chunkPath())).isSymbolicLink()).toBe(true);
  const temporary = store.reserve();
  await writeFile(temporary, 'new');
  await store.publish(key, temporary);
  expect((await store.read(key))?.toString()).toBe('new');
});

test('with hardly any files left to open, thousands are looked for and none is deleted', async () => {
  const store = await filled(Infinity);
  const wanted = Array.from({ length: 2000 }, (_, i) => keys[i % keys.length] ?? '');
  expect((await Promise.all(wanted.map((key) => store.find(key)))).every(Boolean)).toBe(true);
  const script = `
    import { openChunkStore } from ${JSON.stringify(pathToFileURL(resolve('src/media/chunks/chunk-store.ts')).href)};
    import { openSync } from 'node:fs';
    const store = await openChunkStore(${JSON.stringify(folder)}, Infinity);
    try { for (;;) openSync('/dev/null'); } catch { console.log('none left'); }
    console.log(await store.find(${JSON.stringify(keys[0])}).catch(({ code }) => code));`;
  const { stdout } = await promisify(execFile)('bash', [
    ...['-c', 'ulimit -n 64 && exec "$0" --import tsx --input-type=module -e "$1"', process.execPath, script],
  ]);
  expect(stdout).toBe('none left\nEMFILE\n');
  expect(await present()).toEqual([true, true, true, true]);
});
