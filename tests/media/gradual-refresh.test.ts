import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { judgedClip as clip } from './oracle/edit.ts';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';
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

const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };
const refreshed = ['-x264-params', 'intra-refresh=1:keyint=25:bframes=0'];

// Their containers call the beginning of each refresh a keyframe, and FFmpeg enters them there.
it.each(['mkv', 'ts'] as const)('nor is it in a file of the kind %s', async (container) => {
  const film = await makeFootage({
    ...{ camera: 31, seconds: 6, rate, size, gop: 25, bFrames: 0, audio: false },
    ...{ container, extraArgs: refreshed },
  });
  // From one or two frames after a refresh has begun: it takes ten.
  const clips = [clip(0, 2.08, 2.6, false), clip(0, 4.04, 4.9, false)];
  const edit = { rate, ...size, includeAudio: false, sources: [film], clips };
  expect((await exportAndJudge(studio, { edit, codec: 'h264' })).complaints).toEqual([]);
});
