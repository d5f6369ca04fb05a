import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { FootageSpec } from './footage/spec.ts';
import { judgedClip as clip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const base: FootageSpec = {
  ...{ camera: 1, frames: 300, rate: { num: 30, den: 1 }, openGop: true, audio: false },
  ...{ gop: 30, bFrames: 3, refs: 3, preset: 'veryfast', size: { width: 192, height: 108 } },
};

/** How cameras and x264 lay open GOPs: recovery points instead of IDRs. */
const makes: Record<string, Partial<FootageSpec>> = {
  'CABAC, weighted prediction and a pyramid': { extraArgs: ['-weightp', '2', '-b-pyramid', 'normal'] },
  'CAVLC in three slices': { extraArgs: ['-coder', '0', '-slices', '3'] },
  'GOPs of 12 with two B-pictures, in a transport stream': { gop: 12, bFrames: 2, container: 'ts' },
  'five B-pictures, a strict pyramid and five references': {
    bFrames: 5,
    refs: 5,
    extraArgs: ['-b-pyramid', 'strict', '-b_strategy', '0'],
  },
  'temporal prediction, delimiters and sets before each keyframe, in Matroska': {
    container: 'mkv',
    bFrames: 4,
    extraArgs: ['-direct-pred', 'temporal', '-aud', '1', '-bsf:v', 'dump_extra=freq=keyframe'],
  },
  'one IDR in 240 frames': { gop: 60, refs: 1 },
};

it.each(Object.keys(makes))('copies open GOPs exactly: %s', async (name) => {
  const source = await makeFootage({ ...base, ...makes[name] });
  const edit: JudgedEdit = {
    ...{ rate: { num: 30, den: 1 }, width: 192, height: 108, includeAudio: false, sources: [source] },
    clips: [clip(0, 0.4, 3.2), clip(0, 3.5, 3.77), clip(0, 1.01, 5.9), clip(0, 6.1, 9.9), clip(0, 2, 4.5)],
  };
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
  expect(complaints).toEqual([]);
  const { plan } = exported.updates.at(-1) ?? {};
  expect(plan?.copiedFrames, plan?.summary).toBeGreaterThan(100);
  expect(exported.outcome).toMatchObject({ kind: 'completed', warnings: [] });
});
