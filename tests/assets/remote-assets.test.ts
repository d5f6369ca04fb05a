import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyRecord, openAssetFiles, whereSourceLies } from '../../src/assets/asset-files.ts';
import { remoteFolders } from '../../src/disk/remote-files.ts';
import { openObjectCache } from '../../src/storage/cache/open-object-cache.ts';
import { createFolderStore } from '../../src/storage/folder/folder-store.ts';
import type { ObjectReader } from '../../src/storage/object-store.ts';
import { StorageError } from '../../src/storage/storage-error.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-remote-assets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('keeps what was made of an object as long as the storage has it, whatever the cache forgets', async () => {
  const storage = join(folder, 'storage');
  await mkdir(storage);
  await writeFile(join(storage, 'camera.mp4'), 'footage');
  const reader = createFolderStore(storage);
  const open = () =>
    openObjectCache({
      ...{ folder: join(folder, 'cache'), budgetBytes: 1e6, onTrouble: () => undefined },
      find: (name) => (name.startsWith('/') ? undefined : { reader, key: name, name }),
    });
  const first = await open();
  const withdraw = remoteFolders.serve(first);
  const path = (await first.adopt('camera.mp4')) ?? '';
  const files = openAssetFiles(join(folder, 'assets'));
  const key = files.keyOf((await first.identify(path)).key);
  const about = { durationSeconds: 1, hasSound: false, hasPicture: true };
  await files.write(key, { ...emptyRecord, ...about, ...whereSourceLies(path, 'camera.mp4') });
  expect(files.sourceOf(key)).toBe('camera.mp4');
  withdraw();
  await rm(join(folder, 'cache'), { recursive: true });
  expect(await files.sweep()).toBe(0);
  remoteFolders.serve(await open());
  expect(await files.sweep()).toBe(0);
  await rm(join(storage, 'camera.mp4'));
  expect(await files.sweep()).toBe(1);
});

it('keeps what was made of a link that has expired until nobody has used it for a month', async () => {
  const place = join(folder, 'links');
  let isExpired = false;
  const reader: ObjectReader = {
    look: async (key) => {
      if (isExpired) throw new StorageError('ESTDENIED', key);
      return { key, bytes: 7, version: '"a"', modifiedMs: 0 };
    },
    read: async () => new Uint8Array(),
  };
  const cache = await openObjectCache({
    ...{ folder: join(place, 'cache'), budgetBytes: 1e6, onTrouble: () => undefined },
    find: (name) => ({ reader, key: name, name: name.replace(/\?.*$/s, '') }),
  });
  remoteFolders.serve(cache);
  const link = 'https://media.example/camera.mp4?signature=secret';
  const path = (await cache.adopt(link)) ?? '';
  const files = openAssetFiles(join(place, 'assets'));
  const key = files.keyOf((await cache.identify(path)).key);
  const about = { durationSeconds: 1, hasSound: false, hasPicture: true };
  await files.write(key, { ...emptyRecord, ...about, ...whereSourceLies(path, link) });
  isExpired = true;
  const record = join(place, 'assets', key, 'assets.json');
  const age = async (days: number) => {
    const at = new Date(Date.now() - days * 24 * 3_600_000);
    await utimes(record, at, at);
  };
  await age(29);
  expect(await files.sweep()).toBe(0);
  await age(31);
  // Somebody has another link to the same object.
  await files.read(key);
  expect(await files.sweep()).toBe(0);
  await age(31);
  expect(await files.sweep()).toBe(1);
});
