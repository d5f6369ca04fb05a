import { watch } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFootage } from '../media/footage/make-footage.ts';
import type { Footage } from '../media/footage/spec.ts';
import { jumpCuts, toConfig } from '../media/oracle/cut-lists.ts';
import { complaintsOf } from '../media/oracle/describe-verdict.ts';
import type { JudgedEdit } from '../media/oracle/edit.ts';
import { judge } from '../media/oracle/judge.ts';
import { processesNaming } from './support/processes-naming.ts';
import { pause, startServerProcess, type ServerProcess } from './support/server-process.ts';

/** `CUTROOM_KILL_ROUNDS=50` for a night's worth. */
const rounds = Number(process.env['CUTROOM_KILL_ROUNDS'] ?? 3);
const environment = { FFMPEG_CONCURRENCY: '2', EXPORT_CONCURRENCY: '1' };
const jobId = 'killed';

/** What the server is allowed to reach before it is killed. */
interface Moment {
  readonly name: string;
  readonly reached: (place: Place) => Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly exportFolder: string;
  readonly server: ServerProcess;
}

const named: readonly Moment[] = [
  {
    name: 'after the first chunk',
    reached: ({ folder }) => until(async () => (await chunksIn(folder)).size > 0),
  },
  {
    name: 'while the sound is encoded',
    reached: ({ folder }) =>
      until(async () => (await labelsIn(folder)).some((label) => /^sound from/.test(label))),
  },
  {
    name: 'while the file is put together',
    reached: ({ exportFolder }) => appears(exportFolder, 'output.mp4'),
  },
];

/** Somewhere between the first frame and the last. */
function somewhere(round: number): Moment {
  const share = ((round * 0.618) % 1) * 0.95;
  return {
    name: `at ${Math.round(100 * share)} % of the frames`,
    reached: async ({ server }) => {
      await server.until(
        jobId,
        ({ framesDone, framesTotal }) => (framesDone ?? 0) > share * (framesTotal || 1e9),
      );
    },
  };
}

const moments = Array.from({ length: rounds }, (_, round) => named[round] ?? somewhere(round));

let cameras: Footage[];
let folder: string;
beforeAll(async () => {
  cameras = await Promise.all(
    [0, 1, 2].map((camera) =>
      makeFootage({ camera, seconds: 12, rate: { num: 30, den: 1 }, preset: 'veryfast' }),
    ),
  );
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-killed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** H.265, because it is slow: there is a middle to be killed in. */
function editOf(round: number): JudgedEdit {
  const clips = jumpCuts({ seed: 100 + round, sources: 3, sourceSeconds: 12 }, 24, 0.8);
  return { rate: { num: 30, den: 1 }, width: 320, height: 180, includeAudio: true, sources: cameras, clips };
}

test.each(moments.map((moment, round) => ({ ...moment, round })))(
  'killed $name, the next server finishes the export, exact to the frame, without rendering a chunk twice',
  async ({ round, reached }) => {
    const media = await mediaFolder(round);
    const exportFolder = join(media, 'exports', jobId);
    const edit = editOf(round);
    const stored = await renderUntil(reached, { media, exportFolder, edit });
    const before = await readFile(join(exportFolder, 'log.ndjson'), 'utf8').catch(() => '');

    await using server = await startServerProcess(media, environment);
    const end = await server.until(jobId, ({ status }) => status !== 'pending' && status !== 'processing');
    expect(end).toMatchObject({ status: 'completed', attempt: 1 });

    const log = (await readFile(join(exportFolder, 'log.ndjson'), 'utf8')).slice(before.length);
    expectOnlyMissing(entriesOf(log), stored);
    const now = await chunksIn(media);
    for (const [key, inode] of stored) expect([key, now.get(key)]).toEqual([key, inode]);

    const files = await readdir(exportFolder, { recursive: true });
    expect(files.filter((name) => name.includes('output.mp4'))).toEqual(['output.mp4']);
    expect(files).not.toContain('partial');
    expect(await readdir(join(media, 'chunks', 'unfinished'))).toEqual([]);
    expect(complaintsOf(await judge(join(exportFolder, 'output.mp4'), edit))).toEqual([]);
  },
);

async function mediaFolder(round: number): Promise<string> {
  const media = join(folder, `round-${round}`);
  await mkdir(join(media, 'sources'), { recursive: true });
  for (const { path } of cameras) await copyFile(path, join(media, 'sources', basename(path)));
  return media;
}

/** Kills a server in mid-render, sees its children die, and answers the chunks that it had finished. */
async function renderUntil(
  reached: Moment['reached'],
  { media, exportFolder, edit }: { media: string; exportFolder: string; edit: JudgedEdit },
): Promise<Map<string, number>> {
  await using server = await startServerProcess(media, environment);
  const config = toConfig(edit, { id: jobId, codec: 'h265', format: 'mp4' });
  expect((await server.post(config)).status).toBe(200);
  await reached({ folder: media, exportFolder, server });
  server.kill('SIGKILL');
  await server.exit;
  const deadlineAt = performance.now() + 2000;
  while (processesNaming(media).length > 0 && performance.now() < deadlineAt) await pause(20);
  expect(processesNaming(media)).toEqual([]);
  expect(await readdir(exportFolder)).not.toContain('output.mp4');
  expect(JSON.parse(await readFile(join(exportFolder, 'status.json'), 'utf8'))).toMatchObject({
    status: 'processing',
    attempt: 1,
  });
  return chunksIn(media);
}

interface Entry {
  readonly event: string;
  readonly task: string;
  readonly key?: string;
  readonly text?: string;
}

function entriesOf(log: string): Entry[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

/** The log of the second server says of every finished chunk that it was reused, and of none that it was rendered. */
function expectOnlyMissing(entries: readonly Entry[], stored: ReadonlyMap<string, number>): void {
  const reused = entries.filter(({ event }) => event === 'reused');
  expect(reused.map(({ key }) => key).sort()).toEqual([...stored.keys()].sort());
  const rendered = entries.filter(({ event }) => event === 'child').flatMap(({ task }) => task.split(', '));
  for (const { task } of reused) expect(rendered).not.toContain(task);
  const spans = reused.filter(({ task }) => task.startsWith('span')).length;
  if (spans === 0) return;
  // And a person finds it in one line.
  const note = entries.find(({ event, task }) => event === 'note' && task === 'pictures');
  expect(note?.text).toContain(`${spans} of 24 spans`);
}

/** Key and inode of every finished chunk: rendered again it would be another file. */
async function chunksIn(media: string): Promise<Map<string, number>> {
  const names = await readdir(join(media, 'chunks'), { recursive: true }).catch(() => []);
  const keys = names.filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{40}$/.test(name));
  const inodes = keys.map(async (name) => (await stat(join(media, 'chunks', name))).ino);
  return new Map((await Promise.all(inodes)).map((ino, i) => [basename(keys[i] ?? ''), ino]));
}

/** What the children that live now are doing. */
async function labelsIn(media: string): Promise<string[]> {
  const children = join(media, 'children');
  const names = await readdir(children).catch(() => []);
  const texts = await Promise.all(
    names.map((name) => readFile(join(children, name), 'utf8').catch(() => '')),
  );
  return texts.map((text) => /"label":"([^"]*)"/.exec(text)?.[1] ?? '');
}

async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await fits())) await pause(2);
}

/** Told by the kernel: what is written in a few milliseconds would be missed by looking now and then. */
async function appears(exportFolder: string, name: string): Promise<void> {
  const partial = join(exportFolder, 'partial');
  const attempts = () => readdir(partial).catch((): string[] => []);
  await until(async () => (await attempts()).length > 0);
  const [attempt = ''] = await attempts();
  await new Promise<void>((resolve) => {
    const watcher = watch(join(partial, attempt), (_event, file) => {
      if (file !== name) return;
      watcher.close();
      resolve();
    });
  });
}
