import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlanPreview } from '../../src/contract/exports/plan-preview.ts';
import { startServerProcess, type ServerProcess } from '../faults/support/server-process.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import { filmWith, noiseFile } from '../media/footage/sound-film.ts';
import type { Footage, FootageSpec } from '../media/footage/spec.ts';
import { toConfig } from '../media/oracle/cut-lists.ts';
import { judgedClip as clip } from '../media/oracle/edit.ts';
import { createBucket, type TestBucket } from './support/bucket.ts';
import { startCeph, type CephServer } from './support/ceph.ts';

/* What a plan says of sources that lie in a bucket. */

let folder = '';
let ceph: CephServer;
let bucket: TestBucket;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-plans-'));
  ceph = await startCeph();
  bucket = await createBucket(ceph);
  server = await startServerProcess(join(folder, 'media'), {
    ...{ ...bucket.environment, STORAGE: `s3://${bucket.name}`, PREPARE: 'off' },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await ceph[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const rate = { num: 30, den: 1 };
const base: FootageSpec = {
  ...{ camera: 0, frames: 1800, rate, gop: 60, preset: 'ultrafast', complexity: 'noisy' },
};

async function inBucket(source: Footage): Promise<Footage> {
  await bucket.put(`sources/${basename(source.path)}`, source.path);
  return source;
}

const configOf = (id: string, sources: readonly Footage[], codec: 'copy' | 'h264') =>
  toConfig(
    {
      ...{ rate, width: 320, height: 180, includeAudio: true, sources },
      clips: [clip(0, 2.4, 17.2), clip(sources.length - 1, 16.5, 31.6), clip(0, 33.01, 44.9)],
    },
    { id, codec, format: 'mp4', fps: undefined },
  );

async function planOf(config: unknown): Promise<PlanPreview> {
  const answer = await fetch(`${server.url}/api/plan`, {
    ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(config) },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as PlanPreview;
}

it.each([
  ['copied', {}, 'copy'],
  ['encoded', {}, 'h264'],
  ['repackaged', { container: 'mkv' }, 'copy'],
] as const)(
  'tells what an export reads of the bucket, and what it keeps meanwhile: %s',
  async (name, more, codec) => {
    const camera = name === 'encoded' ? 2 : 0;
    const sources = [
      await inBucket(await makeFootage({ ...base, ...more, camera })),
      await inBucket(await makeFootage({ ...base, ...more, camera: camera + 1 })),
    ];
    const config = configOf(`plan-${name}`, sources, codec);
    const before = (await planOf(config)).fromStorage;
    await server.post(config);
    const ended = await server.until(`plan-${name}`, (now) => ['completed', 'failed'].includes(now.status));
    expect([ended.status, ended.message]).toEqual(['completed', ended.message]);
    const after = (await planOf(config)).fromStorage;
    if (!before || !after) throw new Error('the plan says nothing of the storage');
    // Matroska is read whole to be known at all: then nothing is left to read.
    if (name === 'repackaged') expect(before.readBytes).toBe(0);
    else expect(before.readBytes).toBeGreaterThan(1e6);
    expect(before.cacheBytes).toBeGreaterThanOrEqual(before.readBytes);
    // Everything that it said is there now, and hardly anything else.
    expect(after.readBytes).toBe(0);
    expect(after.cacheBytes / before.cacheBytes).toBeGreaterThanOrEqual(1);
    expect(after.cacheBytes / before.cacheBytes).toBeLessThan(1.1);
  },
);

it('listens to a few places of a recording in the bucket, and tells of a channel with nothing in it', async () => {
  const film = await makeFootage({ ...base, camera: 4, audio: false });
  const sound = await noiseFile(folder, [0, 60], { silent: [1] });
  const args = [...sound, '-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'aac', '-b:a', '192k'];
  const source = await inBucket(await filmWith({ folder, film, name: 'one-sided.mp4' }, args));
  const { warnings, fromStorage } = await planOf(configOf('one-sided', [source], 'copy'));
  expect(warnings.filter(({ code }) => code === 'SILENT_CHANNEL')).toEqual([
    expect.objectContaining({ message: expect.stringContaining('has sound on its left channel alone') }),
  ]);
  // It was not brought here for that.
  expect(fromStorage?.readBytes).toBeGreaterThan(1e6);
});

it('says nothing of a storage where all sources lie in the folder', async () => {
  const source = await makeFootage({ ...base, camera: 0 });
  const local = await startServerProcess(join(folder, 'alone'), { MEDIA_ROOTS: dirname(source.path) });
  try {
    const config = configOf('local', [source], 'copy') as { sources: { filePath: string }[] };
    const sources = config.sources.map((one) => ({ ...one, filePath: source.path }));
    const answer = await fetch(`${local.url}/api/plan`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...config, sources }),
    });
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([
      200,
      expect.not.arrayContaining(['fromStorage']),
    ]);
  } finally {
    await local[Symbol.asyncDispose]();
  }
});
