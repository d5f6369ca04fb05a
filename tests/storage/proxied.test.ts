import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { editOf, openWorkshop, type Workshop } from '../faults/support/workshop.ts';
import { startServerProcess } from '../faults/support/server-process.ts';
import { createBucket, type TestBucket } from './support/bucket.ts';
import { startCeph, type CephServer } from './support/ceph.ts';

let folder = '';
let ceph: CephServer;
let bucket: TestBucket;
let workshop: Workshop;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-proxied-'));
  [ceph, workshop] = await Promise.all([startCeph(), openWorkshop()]);
  bucket = await createBucket(ceph);
});
afterAll(async () => {
  await ceph[Symbol.asyncDispose]();
  await workshop[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it('hands out finished files of a bucket that browsers do not reach, whole and in ranges', async () => {
  await mkdir(join(folder, 'sources'));
  await copyFile(join(workshop.sources, 'camera.mp4'), join(folder, 'sources/camera.mp4'));
  await using server = await startServerProcess(folder, {
    ...{ ...bucket.environment, STORAGE: `s3://${bucket.name}/house`, S3_DOWNLOADS: 'proxy' },
  });
  await server.post(editOf('proxied'));
  expect(
    await server.until('proxied', ({ status }) => status !== 'pending' && status !== 'processing'),
  ).toMatchObject({ status: 'completed' });
  const url = `${server.url}/api/export/proxied/download`;
  const whole = await fetch(url, { redirect: 'manual' });
  expect([whole.status, whole.headers.get('Content-Disposition')]).toEqual([
    200,
    expect.stringContaining('Faults'),
  ]);
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect(bytes.length).toBe(Number(whole.headers.get('Content-Length')));
  expect(bytes.toString('latin1', 4, 8)).toBe('ftyp');
  const part = await fetch(url, { redirect: 'manual', headers: { Range: 'bytes=100-1099' } });
  expect([part.status, part.headers.get('Content-Range')]).toEqual([206, `bytes 100-1099/${bytes.length}`]);
  expect(Buffer.compare(Buffer.from(await part.arrayBuffer()), bytes.subarray(100, 1100))).toBe(0);
});
