import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { podcast } from './oracle/cut-lists.ts';
import { exactRate } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

/** Three encoders' streams, as three makes of camera write them. */
const encoders = [
  { gop: 60, bFrames: 3 },
  { gop: 250, bFrames: 2, refs: 4 },
  { gop: 30, bFrames: 0, profile: 'main' },
];

const fps = 29.97;
const cameraSeconds = 60;
const size = { width: 192, height: 108 };

let studio: TestStudio;
let cameras: Footage[];
beforeAll(async () => {
  studio = await openStudio();
  const film = { rate: exactRate(fps), frames: Math.round(fps * cameraSeconds), preset: 'veryfast', crf: 24 };
  cameras = await Promise.all(
    encoders.map((encoder, camera) => makeFootage({ ...film, ...encoder, size, camera })),
  );
});
afterAll(() => studio[Symbol.asyncDispose]());

it('[R20] 155 clips over 20 minutes are exact', async () => {
  const clips = podcast({
    sources: cameras.length,
    sourceSeconds: cameraSeconds,
    seed: 11,
  });
  const edit = {
    ...{ rate: exactRate(fps), ...size, includeAudio: true },
    ...{ sources: cameras, clips },
  };
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
  expect(complaints).toEqual([]);
  expect(exported.updates.at(-1)?.framesTotal).toBeGreaterThan(35_900);
}, 600_000);
