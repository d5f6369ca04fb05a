import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { ChildEnd } from '../../src/children/child-work.ts';
import { chunksIn } from '../media/footage/patch-chunk.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import type { FootageSpec } from '../media/footage/spec.ts';
import { judgedClip as clip, type JudgedClip, type JudgedEdit } from '../media/oracle/edit.ts';
import {
  exportAndJudge,
  openStudio,
  type Exported,
  type StudioOptions,
  type TestStudio,
} from '../media/oracle/export-with-engine.ts';

const rate = { num: 10, den: 1 };
const size = { width: 192, height: 108 };
const footage: FootageSpec = {
  ...{ camera: 0, frames: 600, rate, size, gop: 30, preset: 'veryfast' },
};

async function editOf(clips: readonly JudgedClip[]): Promise<JudgedEdit> {
  const sources = await Promise.all([0, 1].map((camera) => makeFootage({ ...footage, camera })));
  return { rate, ...size, includeAudio: true, sources, clips: [...clips] };
}

const cuts = (at: number) => [clip(0, 1.3, at), clip(1, at, 31.2), clip(0, 31.2, 44.4), clip(1, 44.4, 58)];

async function open(options: StudioOptions = {}): Promise<TestStudio> {
  const studio = await openStudio('', options);
  onTestFinished(() => studio[Symbol.asyncDispose]());
  return studio;
}

/** Resolves when the latest edit of this name is ready; answers how far it was on the way. */
async function whenReady({ engine }: TestStudio, name: string): Promise<number[]> {
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const { ready } of engine.preparations.watch(name, stop.signal)) {
    seen.push(ready);
    if (ready === 1) break;
  }
  stop.abort();
  return seen;
}

function childrenOf({ log }: Exported): string[] {
  return log.filter(({ event }) => event === 'child').map(({ task }) => task);
}

it('[R42] renders ahead all that an export of the edit encodes, and the export is exact', async () => {
  const studio = await open();
  const work = { edit: await editOf(cuts(20.4)), codec: 'copy' } as const;
  const first = await studio.prepare(work, 'project');
  expect(first.chunks).toBeGreaterThan(4);
  expect(first.ready).toBe(0);
  const seen = await whenReady(studio, 'project');
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  const again = await studio.prepare(work, 'project');
  expect(again).toMatchObject({ chunks: first.chunks, ready: 1 });
  expect(again.seconds).toBeLessThanOrEqual(first.seconds);
  const { complaints, exported } = await exportAndJudge(studio, work);
  expect(complaints).toEqual([]);
  expect(childrenOf(exported).filter((task) => !task.startsWith('check of the '))).toEqual([]);
  const reused = exported.log.filter(({ event, task }) => event === 'reused' && task.startsWith('span'));
  expect(reused.length).toBe(first.chunks);
});

it('[R43] gives its slot to an export that begins meanwhile, and goes on afterwards', async () => {
  const ended: ChildEnd[] = [];
  let start = (): void => undefined;
  const started = new Promise<void>((resolve) => (start = resolve));
  const children = {
    ...{ concurrency: 1, onEnded: (end: ChildEnd) => void ended.push(end) },
    onStarted: (label: string) => label.startsWith('span') && start(),
  };
  const studio = await open({ children });
  const long = { edit: await editOf([clip(0, 0, 59), clip(1, 0, 59)]), codec: 'h264' } as const;
  await studio.prepare(long, 'project');
  await started;
  const short = { edit: await editOf([clip(1, 3.3, 5.1)]), codec: 'copy' } as const;
  const { complaints } = await exportAndJudge(studio, short);
  expect(complaints).toEqual([]);
  expect(
    ended.some(({ label, outcome }) => label.startsWith('span') && outcome.stopReason === 'cancel'),
  ).toBe(true);
  expect((await whenReady(studio, 'project')).at(-1)).toBe(1);
  const { complaints: ofLong, exported } = await exportAndJudge(studio, long);
  expect(ofLong).toEqual([]);
  expect(childrenOf(exported).filter((task) => !task.startsWith('check of'))).toEqual([]);
});

it('[R44] replaces the earlier edit of a project, whose chunks that no export used are the first to go', async () => {
  const studio = await open();
  const retired = async () => {
    const paths = await chunksIn(join(studio.folder, 'chunks'));
    const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
    return paths.filter((_, index) => times[index] === 0);
  };
  const workOf = async (at: number) => ({ edit: await editOf(cuts(at)), codec: 'copy' }) as const;
  await studio.prepare(await workOf(20.4), 'project');
  await whenReady(studio, 'project');
  expect(await retired()).toEqual([]);
  const moved = await studio.prepare(await workOf(22.7), 'project');
  expect(moved.ready).toBeGreaterThan(0);
  expect(moved.ready).toBeLessThan(1);
  await whenReady(studio, 'project');
  await vi.waitFor(async () => expect((await retired()).length).toBeGreaterThan(1));
  // What an export has used goes in its turn, and no earlier.
  const { complaints, exported } = await exportAndJudge(studio, await workOf(22.7));
  expect(complaints).toEqual([]);
  const used = new Set(exported.log.flatMap(({ key }) => key ?? []));
  expect(used.size).toBeGreaterThan(4);
  const before = await retired();
  await studio.prepare(await workOf(24.9), 'project');
  await whenReady(studio, 'project');
  await vi.waitFor(async () => expect((await retired()).length).toBeGreaterThan(before.length));
  expect((await retired()).filter((path) => used.has(basename(path)))).toEqual([]);
});

it('[R45] renders nothing where it is off, or would take too much of the store, and says what is there', async () => {
  const work = { edit: await editOf(cuts(20.4)), codec: 'copy' } as const;
  for (const options of [{ isPreparing: false }, { chunkBudgetBytes: 20_000 }]) {
    const studio = await open(options);
    expect((await studio.prepare(work, 'project')).ready).toBe(0);
    await studio.engine.preparations.close();
    expect(await chunksIn(join(studio.folder, 'chunks'))).toEqual([]);
  }
});
