import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChunkUses } from '../../src/fleet/chunks/chunk-uses.ts';
import { objectOfChunk } from '../../src/server/objects/fleet/chunk-depot.ts';
import { openParcels } from '../../src/server/objects/fleet/parcels.ts';
import { sweepChunks } from '../../src/server/objects/fleet/sweep-chunks.ts';
import { createFolderStore } from '../../src/storage/folder/folder-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { startRedis, type RedisServer } from './support/redis-server.ts';

let folder = '';
let redis: RedisServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-shared-chunks-'));
  redis = await startRedis();
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

let fleets = 0;

async function openShared(keys: readonly string[]) {
  const name = `fleet-${(fleets += 1)}`;
  const store = createFolderStore(join(folder, name));
  const content = join(folder, 'content');
  await writeFile(content, 'x'.repeat(100));
  for (const key of keys) await store.write({ key: objectOfChunk(key), path: content });
  const uses = openChunkUses({ url: redis.url, prefix: `{${name}}:` }, () => undefined);
  return { store, uses, content };
}

async function keysIn(store: ObjectStore, prefix = 'chunks/'): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key.slice(key.lastIndexOf('/') + 1));
  return found;
}

it('what was used least recently goes first, and no more than has to', async () => {
  const { store } = await openShared(['aa', 'bb', 'cc', 'dd']);
  const usedMs = new Map([
    ['cc', 1_000],
    ['aa', 2_000],
    ['dd', 3_000],
    ['bb', 4_000],
    ['ee', 1],
  ]);
  const forgotten: string[] = [];
  const uses = {
    all: async () => ({ nowMs: 100 * 24 * 3_600_000, usedMs }),
    forget: async (keys: readonly string[]) => void forgotten.push(...keys),
  };
  expect(await sweepChunks({ store, uses, budgetBytes: 250, spareMs: 0 })).toBe(2);
  expect((await keysIn(store)).sort()).toEqual(['bb', 'dd']);
  expect(forgotten).toEqual(['cc', 'aa', 'ee']);
});

it('each machine hears what the others have used, and when', async () => {
  const { uses } = await openShared([]);
  const many = Array.from({ length: 2_500 }, (_, i) => `key-${i}`);
  await uses.use(many);
  const { usedMs, nowMs } = await uses.all();
  expect(usedMs.size).toBe(2_500);
  expect(Math.abs(nowMs - (usedMs.get('key-7') ?? 0))).toBeLessThan(60_000);
  await uses.forget(many.slice(1));
  expect([...(await uses.all()).usedMs.keys()]).toEqual(['key-0']);
  await uses.close();
});

it('what was used lately stays, whatever it takes', async () => {
  const { store, uses } = await openShared(['aa', 'bb']);
  await uses.use(['aa', 'bb']);
  expect(await sweepChunks({ store, uses, budgetBytes: 0, spareMs: 3_600_000 })).toBe(0);
  expect(await keysIn(store)).toHaveLength(2);
  await uses.close();
});

it('a parcel that nobody has fetched for a day goes, another does not', async () => {
  const { store, uses, content } = await openShared([]);
  const parcels = openParcels(store);
  const [old, fresh] = [parcels.newName(), parcels.newName()];
  await parcels.send(old, content);
  await parcels.send(fresh, content);
  const aged: Pick<ObjectStore, 'list' | 'remove' | 'endUnfinished'> = {
    ...store,
    list: async function* (prefix) {
      for await (const info of store.list(prefix))
        yield info.key.endsWith(old) ? { ...info, modifiedMs: Date.now() - 25 * 3_600_000 } : info;
    },
  };
  await sweepChunks({ store: aged, uses, budgetBytes: 0, spareMs: 0 });
  expect(await keysIn(store, 'parcels/')).toEqual([fresh]);
  await parcels.fetch(fresh, join(folder, 'fetched'));
  await parcels.discard([fresh, old]);
  await expect(parcels.fetch(fresh, join(folder, 'fetched'))).rejects.toMatchObject({ code: 'ESTGONE' });
  await uses.close();
});

it('what a machine was killed over goes after a day, but not what a browser is sending', async () => {
  const { store, uses } = await openShared([]);
  const folderOfStore = store.name.replace('file://', '');
  const staged = (key: string) => join(folderOfStore, '.unfinished', `${encodeURIComponent(key)}~1`);
  await mkdir(join(folderOfStore, '.unfinished'), { recursive: true });
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  for (const key of ['outputs/job/output.mp4/old', 'outputs/job/output.mp4/new', 'uploads/old']) {
    await writeFile(staged(key), 'half');
    if (key.endsWith('old')) await utimes(staged(key), twoDaysAgo, twoDaysAgo);
  }
  await sweepChunks({ store, uses, budgetBytes: 0, spareMs: 0 });
  const left = ['outputs/job/output.mp4/new', 'uploads/old'].map((key) => basename(staged(key)));
  expect((await readdir(join(folderOfStore, '.unfinished'))).sort()).toEqual(left);
  await uses.close();
});

it('one of all machines sweeps at a time', async () => {
  const { uses } = await openShared([]);
  expect(await Promise.all([1, 2, 3].map(() => uses.takeTurn(60_000)))).toEqual([true, false, false]);
  await uses.close();
});
