import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { randomSplice } from './oracle/random-splice.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

it('H.264 that is refreshed gradually is not decoded from where it only begins to be right', async () => {
  const { work, words } = await randomSplice(31_000);
  expect((await exportAsPlanned(studio, work)).complaints, words).toEqual([]);
});
