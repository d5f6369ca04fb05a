import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { ConfigV1Input } from '../../src/contract/config/config-v1.ts';
import type { CutroomClient } from '../../src/client/create-client.ts';
import { launchBrowser } from '../e2e/support/browser.ts';
import { measureFrames, play, readyToMeasure, scrub } from '../e2e/studio/support/measure-frames.ts';
import { openProject, programOf } from '../e2e/studio/support/studio-tab.ts';
import { startServerProcess, type ServerProcess } from '../faults/support/server-process.ts';
import { configOf, switches } from './cut-list.ts';
import { cameras, makeCameras, shapes } from './footage.ts';
import { pause, percentile, timeRequests, type Measurement } from './load/measure.ts';
import { busySeconds } from './load/process-vitals.ts';

const source = fileURLToPath(new URL('../e2e/support/serve-with-pages.ts', import.meta.url));
/** Of the footage that is prepared: enough that nothing is ready before it was measured. */
const minutes = 5;
const cuts = 155;
const secondsPlayed = 10;

/**
 * What preparing costs a person who edits: the frames of a studio that plays and is scrubbed, and the answers of the API,
 * with nothing else to do and while an edit of 720p is prepared. By turns, so that what the machine does meanwhile counts
 * for both. Needs built pages (`npm run build`) and Chromium.
 */
export async function benchPreparing({
  folder,
  rounds,
}: {
  folder: string;
  rounds: number;
}): Promise<Measurement[]> {
  const [dense] = shapes;
  if (!dense) return [];
  const sources = await makeCameras(folder, { ...dense, minutes }, 'noisy');
  const media = await mkdtemp(join(tmpdir(), 'cutroom-preparing-'));
  await mkdir(join(media, 'sources'));
  for (const camera of cameras) await copyFile(join(sources, camera), join(media, 'sources', camera));
  const server = await startServerProcess(media, {}, { source });
  const browser = await launchBrowser();
  try {
    const { trpc } = programOf(server.url);
    const { id } = await trpc.projects.createSample.mutate({});
    const { page } = await openProject(browser, server.url, { id });
    await page.getByTestId('timecode').waitFor();
    await readyToMeasure(page);
    await untilQuiet(server);
    // The first time pays for what is compiled and loaded once.
    await measureStudio(page, server);
    const without: Costs[] = [];
    const during: Costs[] = [];
    for (let round = 0; round < rounds; round++) {
      without.push(await measureStudio(page, server));
      await beginPreparing(trpc, server, round);
      during.push(await measureStudio(page, server));
      if (server.children().length === 0) throw new Error('It was ready before it was measured.');
      await endPreparing(trpc, server);
    }
    return [...rowsOf('at rest', without), ...rowsOf('while an edit is prepared', during)];
  } finally {
    await browser.close();
    await server[Symbol.asyncDispose]();
    await rm(media, { recursive: true, force: true });
  }
}

interface Costs {
  readonly playing: number;
  readonly playing95: number;
  readonly scrubbing95: number;
  readonly requests: readonly number[];
  /** Of all cores. */
  readonly busy: number;
}

async function measureStudio(page: Page, server: ServerProcess): Promise<Costs> {
  const [before, startedAt] = [busySeconds(), performance.now()];
  const [played, requests] = await Promise.all([
    measureFrames(page, (tab) => play(tab, secondsPlayed)),
    timeRequests(server.url, { seconds: secondsPlayed, restMs: 20 }),
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  const busy = (busySeconds() - before) / seconds / availableParallelism();
  await page.keyboard.press('Space');
  const scrubbed = await measureFrames(page, scrub);
  return {
    playing: played.framesPerSecond,
    playing95: played.step95Ms,
    scrubbing95: scrubbed.step95Ms,
    requests,
    busy,
  };
}

/** Other cuts each time: what is ready would be found. */
async function beginPreparing(
  trpc: CutroomClient['trpc'],
  server: ServerProcess,
  round: number,
): Promise<void> {
  const stretches = switches(minutes * 60 - round, cuts + round);
  await trpc.prepare.mutate(ahead(stretches));
  while (server.children().length === 0) await pause(50);
}

/** An edit of one clip takes the place of the one before. */
async function endPreparing(trpc: CutroomClient['trpc'], server: ServerProcess): Promise<void> {
  await trpc.prepare.mutate(ahead([{ camera: 0, start: 0, end: 2 }]));
  await untilQuiet(server);
}

function ahead(stretches: Parameters<typeof configOf>[0]): ConfigV1Input {
  const [dense] = shapes;
  return configOf(stretches, {
    id: 'ahead',
    codec: 'copy',
    size: dense?.size ?? { width: 1280, height: 720 },
  });
}

/** Previews of the sample are made first. */
async function untilQuiet(server: ServerProcess): Promise<void> {
  for (let quiet = 0; quiet < 30; quiet++) {
    if (server.children().length > 0) quiet = 0;
    await pause(100);
  }
}

function rowsOf(when: string, costs: readonly Costs[]): Measurement[] {
  const median = (of: (one: Costs) => number) => percentile(costs.map(of), 0.5);
  return [
    { name: `player, ${when}`, value: median(({ playing }) => playing), unit: 'frames a second' },
    { name: `… 95 of 100 frames within, ${when}`, value: median(({ playing95 }) => playing95), unit: 'ms' },
    {
      name: `scrubbing, 95 of 100 frames within, ${when}`,
      value: median((one) => one.scrubbing95),
      unit: 'ms',
    },
    {
      name: `API, p99, ${when}`,
      value: percentile(
        costs.flatMap((one) => one.requests),
        0.99,
      ),
      unit: 'ms',
    },
    { name: `cores busy, ${when}`, value: 100 * median(({ busy }) => busy), unit: '%' },
  ];
}
