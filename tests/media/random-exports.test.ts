import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { randomExport, type RandomExport } from './oracle/random-export.ts';
import { damageChunks, randomMixture } from './oracle/random-mixture.ts';
import { randomOdd } from './oracle/random-odd.ts';
import { randomSplice } from './oracle/random-splice.ts';
import { randomSound } from './random/changing-sound.ts';
import { randomCutStarts } from './random/cut-starts.ts';
import { randomExtraTracks } from './random/extra-tracks.ts';
import type { Family } from './random/family.ts';
import { randomOpenGops } from './random/open-gops.ts';
import { randomRates } from './random/rates.ts';

/**
 * `npm test -- --runs 500` makes more of them, `--seed 123456` begins elsewhere, and `--runs 1 --seed N` shows
 * the failure of seed N again.
 */
const runs = Number(process.env['CUTROOM_RUNS'] ?? 60);
const firstSeed = Number(process.env['CUTROOM_SEED'] ?? 1);

/** What is drawn, and its share of all runs in hundredths. */
const families: Readonly<Record<string, readonly [share: number, family: Family]>> = {
  'whatever is cut from whatever footage': [36, randomExport],
  'whatever is spliced from cameras of one studio': [18, randomSplice],
  'whatever hides pictures, changes them or has colours of its own': [7, randomOdd],
  'H.264 with open GOPs of many makes': [10, randomOpenGops],
  'cameras that lose frames or jitter, and rates that programs compute': [7, randomRates],
  'films with tracks that nobody uses': [6, randomExtraTracks],
  'recordings that begin between keyframes': [6, randomCutStarts],
  'sound that changes, lies in pieces or has holes': [6, randomSound],
};

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

/** Exports what a seed stands for, and expects the oracle to find nothing. */
async function expectExact(seed: number, { work, words }: RandomExport): Promise<void> {
  const { complaints, exported } = await exportAsPlanned(studio, work);
  expect(complaints, `seed ${seed}: ${words}`).toEqual([]);
  await rm(dirname(exported.path), { recursive: true, force: true });
}

const seeds = (share: number): number[] =>
  Array.from({ length: Math.ceil((runs * share) / 100) }, (_, run) => firstSeed + run);

describe.each(Object.entries(families))('%s', (_, [share, family]) => {
  it.each(seeds(share))('is exact (seed %i)', async (seed) =>
    expectExact(seed, await family(seed, join(studio.folder, 'made'))),
  );
});

describe('whatever is spliced from encoders that do not always mix, again from damaged chunks', () => {
  it.each(seeds(4))('is exact (seed %i)', async (seed) => {
    const { work, words } = await randomMixture(seed);
    await expectExact(seed, { work, words });
    await damageChunks(join(studio.folder, 'chunks'), seed);
    await expectExact(seed, { work: { ...work, id: `${work.id}-again` }, words: `damaged chunks, ${words}` });
  });
});
