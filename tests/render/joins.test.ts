import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import { writeMovie } from '../../src/render/movie/write-movie.ts';
import { createSourceGuard } from '../../src/media/reading/identity/source-guard.ts';
import { readSource } from '../../src/media/reading/read-source.ts';
import { estimateWork } from '../../src/planner/estimates/estimate-work.ts';
import { planExport } from '../../src/planner/plan-export.ts';
import { assembleMovie } from '../../src/render/making/assemble-movie.ts';
import { checkJoins } from '../../src/render/check/joins/check-joins.ts';
import { openChildLog } from '../../src/render/child/child-log.ts';
import {
  decodeJoins,
  type DecodedJoins,
  type JoinsToDecode,
} from '../../src/render/check/joins/decode-joins.ts';
import { compareWithFinished } from '../../src/render/check/joins/compare-with-finished.ts';
import { openRenderEngine } from '../../src/render/open-engine.ts';
import type { JoinStretch, WrittenPictures } from '../../src/render/check/joins/join-stretches.ts';
import { createProgressMeter } from '../../src/render/attempt/progress.ts';
import { readFinished } from '../../src/render/check/finished-movie.ts';
import { findRehearsed } from '../../src/render/check/joins/rehearsed-joins.ts';
import { renderParts } from '../../src/render/making/render-parts.ts';
import { openSharedMixes } from '../../src/render/sound/mixing/shared-mixes.ts';
import type { ChildContext } from '../../src/render/child/run-child.ts';
import { openTestChildren } from '../children/test-children.ts';
import { movieOf } from '../unit/contract/movie-of.ts';
import { makeCamera } from './write-movie-footage.ts';

let folder: string;
let context: ChildContext;
let work: JoinsToDecode;
let joins: DecodedJoins;
let movie: string;
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
    children: openTestChildren({ folder }),
    roots: { library: folder, extra: [] },
    ...{ chunksFolder: join(folder, 'chunks'), chunkBudgetBytes: 1e12, reserveBytes: 0 },
    ...{ cores: 2, exportConcurrency: 1 },
    onBug: (error) => {
      throw error;
    },
  });
  close = engine.close;
  const { signal } = new AbortController();
  const log = openChildLog(join(folder, 'log.ndjson'), { attempt: 1, now: () => new Date() });
  context = { tools: engine.tools, signal, log, guard: createSourceGuard(), priority: 0 };
  const sources = [
    await readSource(engine.tools, { path: camera.path, name: basename(camera.path), signal }),
  ];
  const { config } = parsed;
  const planned = planExport({ ...movieOf(config), sources });
  if (!planned.isOk) throw new Error(JSON.stringify(planned.problems));
  const { plan } = planned;
  const { store } = engine;
  const meter = createProgressMeter({ now: () => 0, onUpdate: () => undefined });
  const partial = join(folder, 'partial');
  await mkdir(partial);
  const common = { plan, sources, store, mixes: openSharedMixes(), folder: partial };
  const parts = await renderParts(context, { ...common, names: ['camera'], meter, work: estimateWork(plan) });
  const spec = await assembleMovie({ ...common, ...parts, sound: undefined }, signal);
  movie = join(partial, 'output.mp4');
  await writeMovie(spec, movie);
  work = { ...common, chunks: parts.chunks, runs: spec.video.runs };
  joins = await decodeJoins(context, work);
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

it('does not decode again what the encoders of the tails have decoded, but one join of each kind', async () => {
  const example = findRehearsed(joins.written, work, joins.stretches);
  expect(example.size).toBeGreaterThan(1);
  for (const standIn of example.values()) expect(example.has(standIn)).toBe(false);
  const { check, rejectedClips } = await checkJoins(await finished(), joins, context.signal);
  expect(check).toMatchObject({ isOk: true });
  expect(rejectedClips.size).toBe(0);
});

it('takes no chunk for rehearsed that was not encoded just now', () => {
  const chunks = work.chunks.map(
    (chunk) =>
      chunk && {
        ...{ key: chunk.key, path: chunk.path, sums: chunk.sums },
        ...{ track: chunk.track, thumbnails: chunk.thumbnails },
      },
  );
  expect(findRehearsed(joins.written, { ...work, chunks }, joins.stretches).size).toBe(0);
});

it('takes no tail for rehearsed whose pictures its source shows in another order', () => {
  const { stretches } = joins;
  const stretch = oneRehearsed();
  const swapped = lastTwoSwapped(stretch);
  expect(findRehearsed(swapped, work, stretches).has(stretch)).toBe(false);
});

it('finds one wrong byte before a join that nobody decoded again, and rejects its clip', async () => {
  const spoilt = oneRehearsed();
  const table = (await finished()).picture?.table;
  const picture = spoilt.window.join - 1;
  const mend = await flipByte(movie, (table?.offset[picture] ?? 0) + (table?.size[picture] ?? 0) - 1);
  try {
    const { check, rejectedClips } = await checkJoins(await finished(), joins, context.signal);
    expect(check.isOk).toBe(false);
    expect([...rejectedClips]).toEqual(
      expect.arrayContaining([work.plan.spans[spoilt.window.span]?.clip ?? -1]),
    );
    expect(rejectedClips.size).toBe(1);
  } finally {
    await mend();
  }
});

it('finds pictures around a join that the finished file shows in another order than was meant', async () => {
  const { stretches } = joins;
  const stretch = oneRehearsed();
  const swapped = lastTwoSwapped(stretch);
  const broken = await compareWithFinished(await finished(), {
    written: swapped,
    stretches,
    signal: context.signal,
  });
  expect([...broken]).toEqual([stretch]);
});

it('takes every join for broken where pictures are missing at the end', async () => {
  const { written, stretches } = joins;
  const order = { ...written.order, count: written.order.count + 1 };
  const more = { written: { ...written, order }, stretches, signal: context.signal };
  expect((await compareWithFinished(await finished(), more)).size).toBe(stretches.length);
});

const finished = () => readFinished(movie, context.signal);

/** A join before which nothing was decoded for the check. */
function oneRehearsed(): JoinStretch {
  const [stretch] = findRehearsed(joins.written, work, joins.stretches).keys();
  if (!stretch) throw new Error('Nothing was rehearsed.');
  return stretch;
}

/** What is written, as if the last two pictures before a join were shown the other way round. */
function lastTwoSwapped({ window }: JoinStretch): WrittenPictures {
  const { written } = joins;
  const pts = written.order.pts.slice();
  const [a, b] = [window.join - 2, window.join - 1];
  [pts[a], pts[b]] = [pts[b] ?? 0, pts[a] ?? 0];
  return { ...written, order: { ...written.order, pts } };
}

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
