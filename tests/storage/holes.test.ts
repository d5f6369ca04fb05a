import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAsPlanned } from '../media/oracle/export-as-planned.ts';
import { openStudio, type TestStudio } from '../media/oracle/export-with-engine.ts';
import { randomExport, type RandomExport } from '../media/oracle/random-export.ts';
import { randomSplice } from '../media/oracle/random-splice.ts';
import { randomOpenGops } from '../media/random/open-gops.ts';

/* Exports of files of which nothing is there but what they need: a hole that is read shows as a wrong picture. */

const seeds = (count: number): number[] => Array.from({ length: count }, (_, run) => 8_100 + run);
const builds = [
  ['', true],
  [process.env['CUTROOM_SECOND_FFMPEG'] ?? '', process.env['CUTROOM_SECOND_FFMPEG'] !== undefined],
] as const;

describe.each(builds)('out of files with holes, by the FFmpeg in "%s"', (tools, isThere) => {
  let studio: TestStudio;
  beforeAll(async () => {
    studio = await openStudio(tools, { isStored: true });
  });
  afterAll(() => studio[Symbol.asyncDispose]());

  async function expectExact(seed: number, { work, words }: RandomExport): Promise<void> {
    const { complaints, exported } = await exportAsPlanned(studio, work);
    expect(complaints, `seed ${seed}: ${words}`).toEqual([]);
    await rm(dirname(exported.path), { recursive: true, force: true });
  }

  it.runIf(isThere).each(seeds(6))('whatever is encoded is exact (seed %i)', async (seed) => {
    const { work, words } = await randomExport(seed);
    await expectExact(seed, { work: { ...work, codec: 'h264', format: 'mp4' }, words });
  });
  it.runIf(isThere).each(seeds(3))('whatever is cut is exact (seed %i)', async (seed) =>
    expectExact(seed, await randomExport(seed)),
  );
  it.runIf(isThere).each(seeds(2))('whatever is spliced is exact (seed %i)', async (seed) =>
    expectExact(seed, await randomSplice(seed)),
  );
  it.runIf(isThere)('what lies in open GOPs is exact', async () =>
    expectExact(8_100, await randomOpenGops(8_100, join(studio.folder, 'made'))),
  );
});
