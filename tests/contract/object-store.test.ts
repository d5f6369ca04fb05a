import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { startCeph, type CephServer } from '../storage/support/ceph.ts';

let folder = '';
let ceph: CephServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-objects-'));
  ceph = await startCeph();
});
afterAll(async () => {
  await ceph[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

let places = 0;

const adapters: readonly (readonly [string, () => Promise<ObjectStore>])[] = [
  [
    'a folder',
    async () => {
      const own = join(folder, `store-${(places += 1)}`);
      return openStorage({ kind: 'folder', folder: own }, { endpoint: undefined, region: 'default' });
    },
  ],
  ['Ceph', async () => (await openBucket()).store],
];

async function openBucket() {
  const bucket = `bucket-${(places += 1)}`;
  const { endpoint, region, ...credentials } = ceph;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const place = { kind: 's3', bucket, prefix: 'some/where/' } as const;
  return { client, bucket, store: await openStorage(place, { endpoint, region, credentials }) };
}

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `content-${(places += 1)}`);
  await writeFile(path, content);
  return path;
}

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

describe.each(adapters)('ObjectStore over %s', (_name, open) => {
  it('gives back what was written: whole, in ranges, and with its size', async () => {
    const store = await open();
    const content = randomBytes(100_000);
    expect(await store.write({ key: 'a/b.bin', path: await fileOf(content) })).toBe('written');
    const { key, bytes, version, modifiedMs } = await store.look('a/b.bin');
    expect({ key, bytes }).toEqual({ key: 'a/b.bin', bytes: 100_000 });
    expect(Math.abs(modifiedMs - Date.now())).toBeLessThan(3_600_000);
    for (const [start, end] of [
      [0, 100_000],
      [0, 1],
      [99_999, 100_000],
      [1234, 56_789],
      [500, 500],
    ] as const) {
      const read = await store.read('a/b.bin', { start, end, version });
      expect(Buffer.compare(read, content.subarray(start, end))).toBe(0);
    }
  });

  it('keeps an empty object', async () => {
    const store = await open();
    await store.write({ key: 'empty', path: await fileOf('') });
    expect((await store.look('empty')).bytes).toBe(0);
  });

  it('keeps names with spaces, accents, signs and percents', async () => {
    const store = await open();
    const names = ['Café (1).mp4', 'a+b & c=d.mp4', '100%25.mp4', 'Ä/ö ü#?.mov'];
    for (const key of names) await store.write({ key, path: await fileOf(key) });
    expect((await keysOf(store, '')).sort()).toEqual([...names].sort());
    for (const key of names) {
      const { version, bytes } = await store.look(key);
      expect(Buffer.from(await store.read(key, { start: 0, end: bytes, version })).toString()).toBe(key);
    }
  });

  it('says that an object is not there', async () => {
    const store = await open();
    await expect(store.look('nothing')).rejects.toMatchObject({ code: 'ESTGONE' });
    const range = { start: 0, end: 1, version: '"x"' };
    await expect(store.read('nothing', range)).rejects.toMatchObject({ code: 'ESTGONE' });
    await expect(store.remove('nothing')).resolves.toBeUndefined();
  });

  it('reads nothing of an object that was replaced', async () => {
    const store = await open();
    await store.write({ key: 'changing', path: await fileOf('first') });
    const { version } = await store.look('changing');
    await store.write({ key: 'changing', path: await fileOf('other') });
    expect((await store.look('changing')).version).not.toBe(version);
    const range = { start: 0, end: 5, version };
    await expect(store.read('changing', range)).rejects.toMatchObject({ code: 'ESTCHANGED' });
  });

  it('writes once, whoever else writes the same at that moment', async () => {
    const store = await open();
    const paths = await Promise.all(Array.from({ length: 8 }, (_, i) => fileOf(`writer ${i}`)));
    const outcomes = await Promise.all(
      paths.map((path) => store.write({ key: 'one/chunk', path, isOnlyIfAbsent: true })),
    );
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    const { version, bytes } = await store.look('one/chunk');
    const text = Buffer.from(await store.read('one/chunk', { start: 0, end: bytes, version })).toString();
    expect(text).toBe(`writer ${outcomes.indexOf('written')}`);
  });

  it('copies one state of an object under another name, and nothing of another state', async () => {
    const store = await open();
    await store.write({ key: 'from/Café (1)+.mp4', path: await fileOf('first') });
    const from = await store.look('from/Café (1)+.mp4');
    await store.copy(from, 'to/copy');
    await store.write({ key: from.key, path: await fileOf('other') });
    const { version, bytes } = await store.look('to/copy');
    expect(Buffer.from(await store.read('to/copy', { start: 0, end: bytes, version })).toString()).toBe(
      'first',
    );
    await expect(store.copy(from, 'to/late')).rejects.toMatchObject({ code: 'ESTCHANGED' });
    await expect(store.look('to/late')).rejects.toMatchObject({ code: 'ESTGONE' });
  });

  it('lists by prefix, in order, more than one page of it, and forgets what was removed', async () => {
    const store = await open();
    const path = await fileOf('x');
    const names = Array.from({ length: 1_050 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
    await Promise.all(names.map((key) => store.write({ key, path })));
    await store.write({ key: 'other/1', path });
    expect(await keysOf(store, 'many/')).toEqual(names);
    await store.remove('other/1');
    expect(await keysOf(store, 'other/')).toEqual([]);
  });

  it('gives back a file of several parts, and shows none of it before it is whole', async () => {
    const store = await open();
    const content = randomBytes(40 * 2 ** 20 + 17);
    const path = await fileOf(content);
    const writing = store.write({ key: 'big', path });
    await expect(store.look('big')).rejects.toMatchObject({ code: 'ESTGONE' });
    await writing;
    const { version, bytes } = await store.look('big');
    expect(bytes).toBe(content.length);
    const read = await store.read('big', { start: 0, end: bytes, version });
    expect(sumOf(read)).toBe(sumOf(content));
    expect(await store.write({ key: 'big', path, isOnlyIfAbsent: true })).toBe('there');
  });
});

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a bucket', () => {
  it('leaves no parts of an upload that was stopped', async () => {
    const { store, client, bucket } = await openBucket();
    const stopping = new AbortController();
    const writing = store.write(
      { key: 'big', path: await fileOf(randomBytes(64 * 2 ** 20)) },
      stopping.signal,
    );
    const begun = async () =>
      (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.length ?? 0;
    await expect.poll(begun, { timeout: 60_000, interval: 5 }).toBe(1);
    stopping.abort(new Error('enough'));
    await expect(writing).rejects.toThrow('enough');
    expect(await begun()).toBe(0);
    await expect(store.look('big')).rejects.toMatchObject({ code: 'ESTGONE' });
  });

  it('copies what is too large for one request in several', async () => {
    const { store } = await openBucket();
    const content = randomBytes(600 * 2 ** 20);
    await store.write({ key: 'large', path: await fileOf(content) });
    await store.copy(await store.look('large'), 'copy');
    const { bytes, version } = await store.look('copy');
    expect(bytes).toBe(content.length);
    for (const start of [0, 256 * 2 ** 20 - 10, 512 * 2 ** 20 - 10, bytes - 20]) {
      const read = await store.read('copy', { start, end: start + 20, version });
      expect(Buffer.compare(read, content.subarray(start, start + 20))).toBe(0);
    }
  });

  it('takes parts from whoever has a link for them, and ends what nobody finishes', async () => {
    const { store, client, bucket } = await openBucket();
    const { parts } = store;
    if (!parts) throw new Error('A bucket takes parts');
    const upload = {
      key: 'sources/direct.bin',
      uploadId: await parts.begin('sources/direct.bin', 'video/mp4'),
    };
    const contents = [randomBytes(5 * 2 ** 20), randomBytes(1000)];
    const links = await parts.linksTo(upload, [1, 2]);
    for (const [i, link] of links.entries()) {
      const answer = await fetch(link, { method: 'PUT', body: contents[i] ?? '' });
      expect(answer.status).toBe(200);
    }
    const arrived = await parts.list(upload);
    expect(arrived.map(({ bytes }) => bytes)).toEqual(contents.map(({ length }) => length));
    await parts.complete(upload, arrived);
    expect((await store.look(upload.key)).bytes).toBe(5 * 2 ** 20 + 1000);
    await parts.begin('sources/never.bin', 'video/mp4');
    expect(await store.endUnfinished(3_600_000)).toBe(0);
    expect(await store.endUnfinished(-3_600_000)).toBe(1);
    const left = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    expect(left.Uploads ?? []).toEqual([]);
  });

  it('gives links that download under the right name, in ranges, and that nobody can bend', async () => {
    const { store } = await openBucket();
    await store.write({ key: 'out.mp4', path: await fileOf('0123456789'), type: 'video/mp4' });
    const disposition = `attachment; filename="Episode.mp4"; filename*=UTF-8''%C3%89pisode.mp4`;
    const link = (await store.linkTo?.('out.mp4', { disposition, type: 'video/mp4', seconds: 60 })) ?? '';
    const whole = await fetch(link);
    expect(await whole.text()).toBe('0123456789');
    expect(whole.headers.get('content-disposition')).toBe(disposition);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    const part = await fetch(link, { headers: { range: 'bytes=3-5' } });
    expect([part.status, await part.text()]).toEqual([206, '345']);
    expect((await fetch(link.replace('out.mp4', 'other.mp4'))).status).toBe(403);
  });
});
