import { copyFile, mkdtemp, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunkKey, openChunkStore, type ChunkStore } from '../../src/media/chunks/chunk-store.ts';
import { shareChunks } from '../../src/media/chunks/share-chunks.ts';
import { objectOfChunk, openChunkDepot } from '../../src/server/objects/fleet/chunk-depot.ts';
import { createFolderStore } from '../../src/storage/folder/folder-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { createBucket } from '../storage/support/bucket.ts';
import { startCeph, type CephServer } from '../storage/support/ceph.ts';

let folder = '';
let ceph: CephServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-chunks-'));
  ceph = await startCeph();
});
afterAll(async () => {
  await ceph[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

let places = 0;
const newFolder = () => join(folder, `place-${(places += 1)}`);

/** The store of one machine over a storage that others have, too. */
async function machineOver(
  store: ObjectStore,
  { own = newFolder(), budgetBytes = Infinity, used = [] as string[], mostBytes = 1e9 } = {},
): Promise<ChunkStore & { readonly folder: string; readonly troubles: string[] }> {
  const troubles: string[] = [];
  const depot = openChunkDepot({
    ...{ store, mostBytes, onTrouble: (what) => void troubles.push(what) },
    uses: { use: async (keys) => void used.push(...keys) },
  });
  return { ...shareChunks(await openChunkStore(own, budgetBytes), depot), folder: own, troubles };
}

async function openBucket(): Promise<ObjectStore> {
  const { endpoint, region, ...credentials } = ceph;
  const { name } = await createBucket(ceph);
  return openStorage({ kind: 's3', bucket: name, prefix: 'house/' }, { endpoint, region, credentials });
}

const storages: readonly (readonly [string, () => Promise<ObjectStore>])[] = [
  ['a folder', async () => createFolderStore(newFolder())],
  ['Ceph', openBucket],
];

type Open = (budgetBytes?: number) => Promise<ChunkStore>;

const adapters: readonly (readonly [string, Open])[] = [
  ['the folder of a machine', (budgetBytes = Infinity) => openChunkStore(newFolder(), budgetBytes)],
  ...storages.map(([name, open]): readonly [string, Open] => [
    `machines that share ${name}`,
    async (budgetBytes = Infinity) => machineOver(await open(), { budgetBytes }),
  ]),
];

async function publish(store: ChunkStore, key: string, content: string): Promise<string> {
  const temporary = store.reserve();
  await writeFile(temporary, content);
  return (await store.publish(key, temporary)).path;
}

const key = chunkKey(['one']);
const other = chunkKey(['other']);

describe.each(adapters)('ChunkStore over %s', (_name, open) => {
  it('gives back what was published, and nothing under other keys', async () => {
    const store = await open();
    expect(await store.find(key)).toBeUndefined();
    const path = await publish(store, key, 'pictures');
    expect(await store.find(key)).toMatchObject({ path, sums: { bytes: 8 } });
    expect(await store.findWhole(key)).toMatchObject({ path });
    expect((await store.read(key))?.toString()).toBe('pictures');
    expect(await store.read(other)).toBeUndefined();
  });

  it('keeps the first of a key, and makes it anew once it was removed', async () => {
    const store = await open();
    await publish(store, key, 'first');
    await publish(store, key, 'second');
    expect((await store.read(key))?.toString()).toBe('first');
    await store.remove(key);
    expect(await store.find(key)).toBeUndefined();
    await publish(store, key, 'third');
    expect((await store.read(key))?.toString()).toBe('third');
  });

  it('takes in a file that was sealed elsewhere, but not that of another chunk, nor a part of one', async () => {
    const elsewhere = await openChunkStore(newFolder(), Infinity);
    const sealed = await publish(elsewhere, key, 'sealed elsewhere');
    const store = await open();
    const copyHere = async () => {
      const temporary = store.reserve();
      await copyFile(sealed, temporary);
      return temporary;
    };
    expect(await store.adopt(other, await copyHere())).toBeUndefined();
    const short = await copyHere();
    await truncate(short, 20);
    expect(await store.adopt(key, short)).toBeUndefined();
    expect(await store.find(key)).toBeUndefined();
    expect(await store.adopt(key, await copyHere())).toMatchObject({ sums: { bytes: 16 } });
    expect((await store.read(key))?.toString()).toBe('sealed elsewhere');
  });

  it('makes space in the order of use, never of what is held', async () => {
    const store = await open(100);
    const paths = [await publish(store, key, 'a'), await publish(store, other, 'b')];
    for (const path of paths) await utimes(path, 1000, 1000);
    const release = store.hold([key]);
    expect(await store.bytesOf([key, other])).toBe(2 * 69);
    await store.evict();
    expect([await store.bytesOf([key]), await store.bytesOf([other])]).toEqual([69, 0]);
    release();
    expect(await store.reclaim(1)).toBe(69);
  });
});

describe.each(storages)('machines that share %s', (_name, open) => {
  it('find what any of them has made, with its seal, and also what they have forgotten', async () => {
    const storage = await open();
    const [one, two] = [await machineOver(storage), await machineOver(storage)];
    const path = await publish(one, key, 'made by one');
    const found = await Promise.all([two.find(key), two.find(key), two.read(key)]);
    expect(found[2]?.toString()).toBe('made by one');
    const there = found[0]?.path ?? '';
    expect(there.startsWith(two.folder)).toBe(true);
    expect(await readFile(there)).toEqual(await readFile(path));
    await rm(path);
    expect((await one.read(key))?.toString()).toBe('made by one');
  });

  it('make what lies there damaged anew, for all', async () => {
    const storage = await open();
    const [one, two] = [await machineOver(storage), await machineOver(storage)];
    const sealed = await readFile(await publish(one, key, 'right'));
    const damaged = join(folder, `damaged-${(places += 1)}`);
    await writeFile(damaged, sealed.with(0, 0));
    await storage.write({ key: objectOfChunk(key), path: damaged });
    expect(await two.read(key)).toBeUndefined();
    await expect(storage.look(objectOfChunk(key))).rejects.toMatchObject({ code: 'ESTGONE' });
    await publish(two, key, 'right');
    const three = await machineOver(storage);
    expect((await three.read(key))?.toString()).toBe('right');
  });

  it('send nothing of what would drive out all others', async () => {
    const storage = await open();
    const one = await machineOver(storage, { mostBytes: 100 });
    await publish(one, key, 'x'.repeat(100));
    await expect(storage.look(objectOfChunk(key))).rejects.toMatchObject({ code: 'ESTGONE' });
    expect((await one.read(key))?.length).toBe(100);
  });
});

it('a machine whose storage fails goes on alone, and leaves it alone for a while', async () => {
  let asked = 0;
  const fail = async (): Promise<never> => {
    asked += 1;
    throw new StorageError('ESTAWAY', 'the bucket');
  };
  const storage = { ...createFolderStore(newFolder()), look: fail, write: fail, read: fail };
  const used: string[] = [];
  const one = await machineOver(storage, { used });
  expect(await one.find(key)).toBeUndefined();
  await publish(one, key, 'made here');
  expect((await one.read(key))?.toString()).toBe('made here');
  one.hold([key, other]);
  expect([asked, one.troubles.length, used]).toEqual([1, 1, [key, other]]);
});

it('a machine that cannot note what was used, because Redis is away, goes on', async () => {
  const storage = createFolderStore(newFolder());
  const never = new Promise<void>(() => undefined);
  const depot = openChunkDepot({
    ...{ store: storage, mostBytes: 1e9, onTrouble: () => undefined },
    uses: { use: () => never },
  });
  const store = shareChunks(await openChunkStore(newFolder(), Infinity), depot);
  await publish(store, key, 'made meanwhile');
  expect((await storage.look(objectOfChunk(key))).bytes).toBeGreaterThan(14);
});
