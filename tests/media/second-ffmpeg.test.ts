import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { randomExport, type RandomExport } from './oracle/random-export.ts';
import { randomSplice } from './oracle/random-splice.ts';
import { randomSound } from './random/changing-sound.ts';
import { randomCutStarts } from './random/cut-starts.ts';
import { randomOpenGops } from './random/open-gops.ts';

/** Where `npm test` has put a second FFmpeg: 7.1 beside 5.1, or the other way round. */
const tools = process.env['CUTROOM_SECOND_FFMPEG'];
const seeds = (count: number): number[] => Array.from({ length: count }, (_, run) => 7_000 + run);

describe.runIf(tools !== undefined)('with another FFmpeg than the one that judges', () => {
  let studio: TestStudio;
  beforeAll(async () => {
    studio = await openStudio(tools);
  });
  afterAll(() => studio[Symbol.asyncDispose]());

  async function expectExact(seed: number, { work, words }: RandomExport): Promise<void> {
    const { complaints, exported } = await exportAsPlanned(studio, work);
    expect(complaints, `seed ${seed}: ${words}`).toEqual([]);
    await rm(dirname(exported.path), { recursive: true, force: true });
  }

  it.each(seeds(4))('whatever is cut is exact (seed %i)', async (seed) =>
    expectExact(seed, await randomExport(seed)),
  );
  it.each(seeds(3))('whatever is spliced is exact (seed %i)', async (seed) =>
    expectExact(seed, await randomSplice(seed)),
  );
  it.each([randomOpenGops, randomCutStarts, randomSound])('%o is exact', async (family) =>
    expectExact(7_000, await family(7_000, join(studio.folder, 'made'))),
  );
});
