import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { randomExport } from './oracle/random-export.ts';

/**
 * `npm test -- --runs 500` makes more of them, `--seed 123456` begins elsewhere, and `--runs 1 --seed N` shows
 * the failure of seed N again.
 */
const runs = Number(process.env['CUTROOM_RUNS'] ?? 50);
const firstSeed = Number(process.env['CUTROOM_SEED'] ?? 1);

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

describe('whatever is cut from whatever footage', () => {
  it.each(Array.from({ length: runs }, (_, run) => firstSeed + run))('is exact (seed %i)', async (seed) => {
    const { work, words } = await randomExport(seed);
    const { complaints, exported } = await exportAsPlanned(studio, work);
    expect(complaints, `seed ${seed}: ${words}`).toEqual([]);
    await rm(dirname(exported.path), { recursive: true, force: true });
  });
});
