import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../faults/support/server-process.ts';
import { createBucket, type TestBucket } from './support/bucket.ts';
import { startCeph, type CephServer } from './support/ceph.ts';
import { brokenOff, makeLargeFootage } from './support/large-footage.ts';

let folder = '';
let ceph: CephServer;
let bucket: TestBucket;
let server: ServerProcess;
let footage: Buffer;

const environment = () => ({ ...bucket.environment, STORAGE: `s3://${bucket.name}/house` });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-parts-'));
  ceph = await startCeph();
  bucket = await createBucket(ceph);
  server = await startServerProcess(join(folder, 'media'), environment());
  footage = await readFile(await makeLargeFootage(join(folder, 'large.mp4'), 40 * 2 ** 20));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await ceph[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Standing {
  readonly id: string;
  readonly partBytes: number;
  readonly arrived: readonly { readonly number: number; readonly bytes: number }[];
  readonly filePath?: string;
  readonly code?: string;
}

async function call(path: string, method: string, body?: unknown, at = server) {
  const answer = await fetch(`${at.url}/api/upload/parts${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Standing };
}

const begin = (filename: string, bytes = footage, more = {}) =>
  call('', 'POST', { filename, size: bytes.length, filetype: 'video/mp4', ...more });

/** All at once, as pages do. */
async function send({ id, partBytes }: Standing, numbers: readonly number[], bytes = footage): Promise<void> {
  const sendOne = async (number: number) => {
    const answer = await call(`/${id}/links`, 'POST', { numbers: [number] });
    const [link = ''] = (answer.body as unknown as { links: string[] }).links;
    const body = new Uint8Array(bytes.subarray((number - 1) * partBytes, number * partBytes));
    expect((await fetch(link, { method: 'PUT', body })).status).toBe(200);
  };
  await Promise.all(numbers.map(sendOne));
}

async function keysUnder(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await bucket.client.send(
    new ListObjectsV2Command({ Bucket: bucket.name, Prefix: `house/${Prefix}` }),
  );
  return Contents.map(({ Key = '' }) => Key.slice('house/'.length));
}

async function unfinished(): Promise<number> {
  const { Uploads = [] } = await bucket.client.send(new ListMultipartUploadsCommand({ Bucket: bucket.name }));
  return Uploads.length;
}

it('takes a file whose parts came straight to the bucket, in any order and over a restart', async () => {
  const { status, body } = await begin('camera 1.mp4');
  expect([status, body.partBytes]).toEqual([201, 16 * 2 ** 20]);
  await send(body, [3, 1]);
  expect((await call(`/${body.id}/complete`, 'POST', {})).body.code).toBe('WRONG_OFFSET');
  await server[Symbol.asyncDispose]();
  server = await startServerProcess(join(folder, 'media'), environment());
  const { arrived } = (await call(`/${body.id}`, 'GET')).body;
  expect(arrived.map(({ number }) => number)).toEqual([1, 3]);
  await send(body, [2]);
  const done = await Promise.all([1, 2].map(() => call(`/${body.id}/complete`, 'POST', {})));
  expect(done.map(({ body: { filePath } }) => filePath)).toEqual(['camera 1.mp4', 'camera 1.mp4']);
  expect((await call(`/${body.id}`, 'GET')).body.filePath).toBe('camera 1.mp4');
  const Key = 'house/sources/camera 1.mp4';
  const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
  expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), footage)).toBe(0);
  expect(await keysUnder('uploads/')).toEqual([]);
  expect(await unfinished()).toBe(0);
  // None of it has passed this machine but what was looked at.
  expect(await readdir(join(folder, 'media/sources'))).toEqual([]);
});

it('puts the same beside itself once, another file under a name of its own, and one in its place where that is meant', async () => {
  const upload = async (name: string, bytes = footage, more = {}) => {
    const { body } = await begin(name, bytes, more);
    await send(body, [1, 2, 3], bytes);
    return (await call(`/${body.id}/complete`, 'POST', {})).body.filePath;
  };
  expect(await upload('camera 2.mp4')).toBe('camera 2.mp4');
  expect(await upload('camera 2.mp4')).toBe('camera 2.mp4');
  const other = Buffer.from(footage);
  other.fill(0x66, other.length - 100);
  expect(await upload('camera 2.mp4', other)).toBe('camera 2 (2).mp4');
  expect(await upload('camera 2.mp4', other, { ifTaken: 'replace' })).toBe('camera 2.mp4');
  expect(await keysUnder('sources/camera 2')).toHaveLength(2);
});

it('looks at what has arrived, and throws away what is no footage', async () => {
  const refused = async (name: string, bytes: Buffer) => {
    const { body } = await begin(name, bytes);
    await send(body, bytes.length > body.partBytes ? [1, 2, 3] : [1], bytes);
    const answer = await call(`/${body.id}/complete`, 'POST', {});
    expect((await call(`/${body.id}`, 'GET')).status).toBe(404);
    return answer.body.code;
  };
  expect(await refused('noise.mp4', Buffer.alloc(1000, 'x'))).toBe('SOURCE_NOT_MEDIA');
  expect(await refused('short.mp4', brokenOff(footage))).toBe('SOURCE_DAMAGED');
  expect((await begin('notes.txt')).body.code).toBe('SOURCE_NOT_MEDIA');
  expect((await begin('empty.mp4', Buffer.alloc(0))).body.code).toBe('SOURCE_NOT_MEDIA');
  expect(await keysUnder('uploads/')).toEqual([]);
  expect(await unfinished()).toBe(0);
});

it('ends what is given up, and knows no other ids', async () => {
  const { body } = await begin('given-up.mp4');
  await send(body, [1]);
  expect((await call(`/${body.id}/links`, 'POST', { numbers: [4] })).status).toBe(400);
  expect((await call(`/${body.id}`, 'DELETE')).status).toBe(204);
  expect((await call(`/${body.id}`, 'GET')).status).toBe(404);
  expect(await unfinished()).toBe(0);
  for (const id of ['0'.repeat(32), 'x', 'links'])
    expect((await call(`/${id}/links`, 'POST', { numbers: [1] })).status).toBe(404);
});

it('takes all files itself where browsers do not reach the bucket, or there is none', async () => {
  await using proxying = await startServerProcess(join(folder, 'proxying'), {
    ...environment(),
    S3_DOWNLOADS: 'proxy',
  });
  await using alone = await startServerProcess(join(folder, 'alone'));
  for (const at of [proxying, alone])
    expect(await call('', 'POST', { filename: 'a.mp4', size: 10 }, at)).toEqual({
      status: 200,
      body: { isDirect: false },
    });
});
