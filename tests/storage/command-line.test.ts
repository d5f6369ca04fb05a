import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planPreviewSchema } from '../../src/contract/exports/plan-preview.ts';
import { bundleProgram, type BundledProgram } from '../cli/fixtures/bundle-program.ts';
import { runProgram } from '../cli/fixtures/run-program.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import type { FootageSpec } from '../media/footage/spec.ts';
import { toConfig } from '../media/oracle/cut-lists.ts';
import { complaintsOf } from '../media/oracle/describe-verdict.ts';
import { judgedClip as clip, type JudgedEdit } from '../media/oracle/edit.ts';
import { judge } from '../media/oracle/judge.ts';
import { createBucket, type TestBucket } from './support/bucket.ts';
import { startCeph, type CephServer } from './support/ceph.ts';

/* The command line, with sources in a bucket and no server. */

let bundle: BundledProgram;
let folder = '';
let ceph: CephServer;
let bucket: TestBucket;

beforeAll(async () => {
  bundle = await bundleProgram('src/cli/main.ts');
  folder = await mkdtemp(join(tmpdir(), 'cutroom-stored-'));
  ceph = await startCeph();
  bucket = await createBucket(ceph);
});
afterAll(async () => {
  await ceph[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
  await bundle[Symbol.asyncDispose]();
});

const rate = { num: 30, den: 1 };
const base: FootageSpec = { camera: 0, frames: 900, rate, gop: 60, preset: 'veryfast' };

it('plans and exports what lies in a bucket', async () => {
  const sources = [await makeFootage(base), await makeFootage({ ...base, camera: 1 })];
  for (const { path } of sources) await bucket.put(`cutroom/sources/${basename(path)}`, path);
  const edit: JudgedEdit = {
    ...{ rate, width: 320, height: 180, includeAudio: true, sources },
    clips: [clip(0, 2.4, 7.2), clip(1, 6.5, 10.5), clip(0, 13.01, 14.9)],
  };
  const config = toConfig(edit, { id: 'stored', codec: 'copy', format: 'mp4', fps: undefined });
  await writeFile(join(folder, 'cut.json'), JSON.stringify(config));
  await mkdir(join(folder, 'cameras'));
  const env = {
    ...bucket.environment,
    ...{ STORAGE: `s3://${bucket.name}/cutroom`, MEDIA_BASE_PATH: join(folder, 'media') },
  };
  const run = (args: readonly string[]) =>
    runProgram(bundle.path, [...args, '--sources', 'cameras'], { cwd: folder, env });

  const planned = await run(['plan', 'cut.json', '--json']);
  expect(planned).toMatchObject({ exitCode: 0 });
  const { fromStorage } = planPreviewSchema.parse(JSON.parse(planned.stdout));
  expect(fromStorage?.readBytes).toBeGreaterThan(0);

  const exported = await run(['export', 'cut.json', '--out', 'episode.mp4']);
  expect(exported).toMatchObject({ exitCode: 0 });
  expect(complaintsOf(await judge(join(folder, 'episode.mp4'), edit))).toEqual([]);

  // What was read stays for the next run, in the folder that the next process takes.
  const kept = await readdir(join(folder, 'media', 'cache', '0'));
  expect(kept.filter((name) => name.endsWith('.mp4.json'))).toHaveLength(2);
  const again = planPreviewSchema.parse(JSON.parse((await run(['plan', 'cut.json', '--json'])).stdout));
  expect(again.fromStorage?.readBytes).toBe(0);
});

it('says what is the matter with a source that is not in the bucket either', async () => {
  const env = {
    ...bucket.environment,
    STORAGE: `s3://${bucket.name}`,
    MEDIA_BASE_PATH: join(folder, 'other'),
  };
  const sources = [await makeFootage(base)];
  const edit = { rate, width: 320, height: 180, includeAudio: true, sources, clips: [clip(0, 1, 2)] };
  const config = toConfig(edit, { id: 'lost', codec: 'copy', format: 'mp4', fps: undefined });
  await writeFile(join(folder, 'lost.json'), JSON.stringify(config));
  const run = await runProgram(bundle.path, ['export', 'lost.json', '--out', 'lost.mp4'], {
    cwd: folder,
    env,
  });
  expect(run).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining(basename(sources[0]?.path ?? '')),
  });
});
