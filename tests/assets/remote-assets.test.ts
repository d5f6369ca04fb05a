import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyRecord, openAssetFiles, whereSourceLies } from '../../src/assets/asset-files.ts';
import { remoteFolders } from '../../src/disk/remote-files.ts';
import { openObjectCache } from '../../src/storage/cache/open-object-cache.ts';
import { createFolderStore } from '../../src/storage/folder/folder-store.ts';

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
