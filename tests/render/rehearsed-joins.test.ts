import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { edlOf, parseConfig, renditionRequestOf } from '../../src/contract/parse-config.ts';
import { readMp4Index } from '../../src/media/mp4-index.ts';
import { readSource } from '../../src/media/read-source.ts';
import { estimateWork } from '../../src/planner/estimate-work.ts';
import { planExport } from '../../src/planner/plan-export.ts';
import { checkJoins, type JoinsToCheck } from '../../src/render/check-joins.ts';
import { openChildLog } from '../../src/render/child-log.ts';
import { joinStretches } from '../../src/render/join-stretches.ts';
import { joinWindows } from '../../src/render/join-windows.ts';
import { muxExport } from '../../src/render/mux-export.ts';
import { openRenderEngine } from '../../src/render/open-engine.ts';
import { createProgressMeter } from '../../src/render/progress.ts';
import { findRehearsed } from '../../src/render/rehearsed-joins.ts';
import { renderParts } from '../../src/render/render-parts.ts';
import type { ChildContext } from '../../src/render/run-child.ts';
import { createChildPool } from '../../src/supervisor/child-pool.ts';
import { makeCamera } from './write-movie-footage.ts';

let folder: string;
let context: ChildContext;
let work: JoinsToCheck;
let close: () => Promise<void>;

/** Cuts that end anywhere in a group of B pictures, so that most copies have a tail behind them. */
const segments = Array.from({ length: 9 }, (_, i) => ({
  ...{ sourceIndex: 0, startTime: 0.2 + i, endTime: 3.3 + i * 1.1, audioFromSource: false },
}));
const fixedGroups = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-x264-params'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-test-'));
  const camera = await makeCamera(join(folder, 'camera.mp4'), {
    ...{ seconds: 13, hue: 0, size: '320x180' },
    encoder: [...fixedGroups, 'b-pyramid=normal:keyint=30:b-adapt=0'],
  });
  const parsed = parseConfig({
    ...{ version: 1, id: 'rehearsal', projectName: 'Rehearsal', segments },
    sources: [{ id: 'a', name: 'Camera', filePath: 'camera.mp4' }],
    output: { format: 'mp4', width: 320, height: 180, fps: 29.97, codec: 'copy', includeAudio: false },
  });
  if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem));
  const engine = await openRenderEngine({
    ...{ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', searchPath: process.env['PATH'] },
    roots: { library: folder, extra: [] },
    ...{ chunksFolder: join(folder, 'chunks'), chunkBudgetBytes: 1e12, reserveBytes: 0 },
    ...{
      pool: createChildPool({ concurrency: 2, cores: 2 }),
      cores: 2,
      stallMs: 120_000,
      exportConcurrency: 1,
    },
    onBug: (error) => {
      throw error;
    },
  });
  close = engine.close;
  const { signal } = new AbortController();
  const log = openChildLog(join(folder, 'log.ndjson'), { attempt: 1, now: () => new Date() });
  context = { tools: engine.tools, signal, log, priority: 0 };
  const sources = [
    await readSource(engine.tools, { path: camera.path, name: basename(camera.path), signal }),
  ];
  const { config } = parsed;
  const planned = planExport({ edl: edlOf(config), request: renditionRequestOf(config), sources });
  if (!planned.isOk) throw new Error(JSON.stringify(planned.problems));
  const { plan } = planned;
  const { store } = engine;
  const meter = createProgressMeter({ now: () => 0, onUpdate: () => undefined });
  const partial = join(folder, 'partial');
  await mkdir(partial);
  const common = { plan, sources, store, folder: partial };
  const parts = await renderParts(context, { ...common, names: ['camera'], meter, work: estimateWork(plan) });
  const muxed = await muxExport(context, { ...common, ...parts, onShare: () => undefined });
  work = { ...common, chunks: parts.chunks, runs: muxed.runs, path: muxed.path };
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

async function stretchesOf({ path, plan }: JoinsToCheck) {
  const index = await readMp4Index(path, {});
  const track = 'unsupported' in index ? undefined : index.movie.tracks.find(({ kind }) => kind === 'video');
  if (!track) throw new Error('The movie has no picture.');
  const file = { path, track, plan, signal: context.signal };
  return { file, track, stretches: await joinStretches(file, joinWindows(plan, track)) };
}

it('does not decode again what the encoders of the tails have decoded, but one join of each kind', async () => {
  const { file, stretches } = await stretchesOf(work);
  const { example, broken } = await findRehearsed(file, work, stretches);
  expect(broken.size).toBe(0);
  expect(example.size).toBeGreaterThan(1);
  for (const standIn of example.values()) expect(example.has(standIn)).toBe(false);
  const { check, rejectedClips } = await checkJoins(context, work);
  expect(check).toMatchObject({ isOk: true });
  expect(rejectedClips.size).toBe(0);
});

it('takes no chunk for rehearsed that was not encoded just now', async () => {
  const { file, stretches } = await stretchesOf(work);
  const chunks = work.chunks.map(
    (chunk) =>
      chunk && { key: chunk.key, path: chunk.path, track: chunk.track, thumbnails: chunk.thumbnails },
  );
  expect(await findRehearsed(file, { ...work, chunks }, stretches)).toEqual({
    example: new Map(),
    broken: new Set(),
  });
});

it('finds one wrong byte before a join that nobody decodes again, and rejects its clip', async () => {
  const { file, track, stretches } = await stretchesOf(work);
  const { example } = await findRehearsed(file, work, stretches);
  const [spoilt] = example.keys();
  if (!spoilt) throw new Error('Nothing was rehearsed.');
  const packet = spoilt.window.join - 1;
  const place = (track.table.offset[packet] ?? 0) + (track.table.size[packet] ?? 0) - 1;
  const mend = await flipByte(work.path, place);
  try {
    const { broken } = await findRehearsed(file, work, stretches);
    expect([...broken]).toEqual([spoilt]);
    const { check, rejectedClips } = await checkJoins(context, work);
    expect(check.isOk).toBe(false);
    expect([...rejectedClips]).toContain(work.plan.spans[spoilt.window.span]?.clip);
  } finally {
    await mend();
  }
});

it('finds pictures before a join that are shown in another order than their source shows them', async () => {
  const { file, track, stretches } = await stretchesOf(work);
  const { example } = await findRehearsed(file, work, stretches);
  const [stretch] = example.keys();
  if (!stretch) throw new Error('Nothing was rehearsed.');
  const pts = track.table.pts.slice();
  const last = stretch.window.join - 1;
  [pts[last], pts[last - 1]] = [pts[last - 1] ?? 0, pts[last] ?? 0];
  const swapped = { ...file, track: { ...track, table: { ...track.table, pts } } };
  const { broken } = await findRehearsed(swapped, work, stretches);
  expect([...broken]).toEqual([stretch]);
});

/** Changes one byte of a file; answers how to undo it. */
async function flipByte(path: string, place: number): Promise<() => Promise<void>> {
  const flip = async () => {
    await using file = await open(path, 'r+');
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, place);
    await file.write(Buffer.from([(byte[0] ?? 0) ^ 0xff]), 0, 1, place);
  };
  await flip();
  return flip;
}
