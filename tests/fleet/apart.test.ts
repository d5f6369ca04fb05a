import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import type { ServerProcess } from '../faults/support/server-process.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import type { Footage, FootageSpec } from '../media/footage/spec.ts';
import { toConfig } from '../media/oracle/cut-lists.ts';
import { complaintsOf } from '../media/oracle/describe-verdict.ts';
import type { JudgedEdit } from '../media/oracle/edit.ts';
import { judge } from '../media/oracle/judge.ts';
import { createBucket, type TestBucket } from '../storage/support/bucket.ts';
import { startCeph, type CephServer } from '../storage/support/ceph.ts';
import {
  namedFfmpeg,
  newProcessFleet,
  ownerOf,
  untilEncoding,
  untilWorkers,
} from './support/process-fleet.ts';
import { startRedis, type RedisServer } from './support/redis-server.ts';

let folder = '';
let ceph: CephServer;
let redis: RedisServer;
let bucket: TestBucket;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-apart-'));
  [ceph, redis] = await Promise.all([startCeph(), startRedis()]);
  bucket = await createBucket(ceph);
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await ceph[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const isOver = ({ status }: ExportStatus) => status === 'completed' || status === 'failed';

const base: FootageSpec = { camera: 0, frames: 900, rate: { num: 30, den: 1 }, gop: 60, preset: 'veryfast' };

async function footageInBucket(more: Partial<FootageSpec> = {}): Promise<readonly Footage[]> {
  const sources = [
    await makeFootage({ ...base, ...more }),
    await makeFootage({ ...base, ...more, camera: 1 }),
  ];
  for (const { path } of sources) await bucket.put(`house/sources/${basename(path)}`, path);
  return sources;
}

/** Of both cameras in turn, with pixels enough to be worth spreading; `shift`: other pictures. */
function editOf(sources: readonly Footage[], shift = 0, clips = 16): JudgedEdit {
  return {
    ...{ rate: { num: 30, den: 1 }, width: 320, height: 180, includeAudio: true, sources },
    clips: Array.from({ length: clips }, (_, at) => ({
      ...{ source: at % 2, withSound: true },
      inSeconds: 0.5 + at + shift,
      outSeconds: 3.5 + at + shift,
    })),
  };
}

/** One server that does not render, and workers, each with a folder of its own. */
function newApartFleet() {
  const fleet = newProcessFleet(folder, redis.url);
  const place = { ...bucket.environment, STORAGE: `s3://${bucket.name}/house` };
  const own = (name: string) => ({ ...place, MEDIA_BASE_PATH: join(folder, name) });
  return {
    server: () => fleet.server(own('server')),
    worker: async (name: string) => fleet.worker({ ...own(name), ...(await namedFfmpeg(folder, name)) }),
  };
}

async function keysUnder(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await bucket.client.send(
    new ListObjectsV2Command({ Bucket: bucket.name, Prefix: `house/${Prefix}` }),
  );
  return Contents.map(({ Key = '' }) => Key.slice('house/'.length));
}

/** The log of an export as it lies in the bucket. */
async function logOf(id: string): Promise<{ event: string; task: string; argv?: string[] }[]> {
  const Key = `house/exports/${id}/log.ndjson`;
  const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
  const lines = ((await Body?.transformToString()) ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as { event: string; task: string });
}

async function programsOf(id: string): Promise<string[]> {
  const spans = (await logOf(id)).filter(({ event, task }) => event === 'child' && /^span /.test(task));
  return [...new Set(spans.map(({ argv = [] }) => basename(argv[0] ?? '')))].sort();
}

async function post(server: ServerProcess, id: string, edit: JudgedEdit, codec: 'copy' | 'h264' = 'h264') {
  const answer = await server.post(toConfig(edit, { id, codec, format: 'mp4', fps: undefined }));
  expect(answer).toMatchObject({ status: 200, body: { jobId: id } });
}

async function download(server: ServerProcess, id: string): Promise<string> {
  const answer = await fetch(`${server.url}/api/export/${id}/download`);
  expect([answer.status, answer.redirected]).toEqual([200, true]);
  const path = join(folder, `${id}.mp4`);
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  return path;
}

describe('[F8] machines that share nothing but Redis and a bucket', () => {
  it('make one export together, exactly, and the next one of what they have made', async () => {
    const fleet = newApartFleet();
    await using server = await fleet.server();
    await using one = await fleet.worker('one');
    await using two = await fleet.worker('two');
    await untilWorkers(server, 2);
    const edit = editOf(await footageInBucket());
    await post(server, 'together', edit);
    expect(await server.until('together', isOver)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(complaintsOf(await judge(await download(server, 'together'), edit))).toEqual([]);
    expect(await programsOf('together')).toEqual(['ffmpeg-one', 'ffmpeg-two']);
    // What the server shows of it was written by a worker.
    const written = ['config.json', 'log.ndjson', 'plan.json'].map((name) => `exports/together/${name}`);
    expect(await keysUnder('exports/together/')).toEqual(written);
    const report = await fetch(`${server.url}/api/export/together/report`);
    expect(((await report.json()) as { plan: unknown }).plan).not.toBeNull();
    expect(await keysUnder('parcels/')).toEqual([]);
    expect((await keysUnder('chunks/')).length).toBeGreaterThan(10);
    await post(server, 'again', edit);
    await server.until('again', isOver);
    expect(
      (await logOf('again')).filter(({ event, task }) => event === 'child' && /^span /.test(task)),
    ).toEqual([]);
    expect(complaintsOf(await judge(await download(server, 'again'), edit))).toEqual([]);
    expect([one.pid, two.pid].every((pid) => pid > 0)).toBe(true);
    for (const id of ['together', 'again']) {
      await fetch(`${server.url}/api/export/${id}`, { method: 'DELETE' });
      expect([...(await keysUnder(`exports/${id}/`)), ...(await keysUnder(`outputs/${id}/`))]).toEqual([]);
    }
  });

  it('copy from a transport stream that one of them has repackaged for all', async () => {
    const fleet = newApartFleet();
    await using server = await fleet.server();
    const edit = editOf(await footageInBucket({ container: 'ts', frames: 300 }), 0, 4);
    {
      await using first = await fleet.worker('first');
      await post(server, 'stream-1', edit, 'copy');
      expect(await server.until('stream-1', isOver)).toMatchObject({ status: 'completed' });
      expect(first.pid).toBeGreaterThan(0);
    }
    const repackagings = async (id: string) =>
      (await logOf(id)).filter(({ event, task }) => event === 'child' && task === 'repackaging').length;
    expect(await repackagings('stream-1')).toBe(2);
    await using second = await fleet.worker('second');
    await post(server, 'stream-2', edit, 'copy');
    expect(await server.until('stream-2', isOver)).toMatchObject({ status: 'completed' });
    expect(await repackagings('stream-2')).toBe(0);
    expect(complaintsOf(await judge(await download(server, 'stream-2'), edit))).toEqual([]);
    expect(second.pid).toBeGreaterThan(0);
  });

  it('lose nothing with one of them but what it had in work', async () => {
    const fleet = newApartFleet();
    await using server = await fleet.server();
    await using three = await fleet.worker('three');
    await using four = await fleet.worker('four');
    await untilWorkers(server, 2);
    const edit = editOf(await footageInBucket(), 0.25);
    await post(server, 'orphan', edit);
    const { owner, helper } = await ownerOf('orphan', [three, four]);
    await untilEncoding(helper);
    owner.kill('SIGKILL');
    await owner.exit;
    expect(await server.until('orphan', isOver)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(complaintsOf(await judge(await download(server, 'orphan'), edit))).toEqual([]);
  });
});
