import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { exactRate, judgedClip as clip } from './oracle/edit.ts';
import type { JudgedClip } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

/** Small: what is exact does not hang on it, and most of the work is in the pixels. */
const size = { width: 192, height: 108 };

/** Three encoders' streams: different GOPs, reorder depths and parameter sets under the same ids. */
const encoders = [
  { gop: 60, bFrames: 3 },
  { gop: 250, bFrames: 2, refs: 4 },
  { gop: 30, bFrames: 0, profile: 'main' },
];

async function threeCameras(fps: number, seconds: number): Promise<Footage[]> {
  const film = { rate: exactRate(fps), frames: Math.round(fps * seconds), preset: 'veryfast', crf: 22 };
  return Promise.all(encoders.map((encoder, camera) => makeFootage({ ...film, ...encoder, size, camera })));
}

const offGrid = [
  clip(0, 0.123, 2.3456),
  clip(1, 2.3456, 4.01234),
  clip(2, 4.01234, 7.77),
  clip(1, 7.77, 7.9191),
  clip(0, 7.9191, 11.5),
];

/** One after the other in one programme: each kind of cut also meets the others. */
const cuts: readonly JudgedClip[] = [
  // Contiguous switches on whole seconds, then off the frame grid.
  ...[clip(0, 0, 2), clip(1, 2, 5), clip(2, 5, 9), clip(0, 9, 11)],
  ...offGrid,
  // Jump cuts, reversed order and repeats.
  ...[clip(0, 8, 9.5), clip(0, 9.7, 10.2), clip(2, 3.3, 4.1), clip(2, 3.3, 4.1)],
  ...[clip(1, 0.5, 1.7, false), clip(0, 1.001, 3.499)],
  // Clips of about one frame.
  ...[
    clip(0, 1, 1.04),
    clip(1, 1.04, 1.075),
    clip(2, 1.075, 1.11),
    clip(0, 1.11, 1.111),
    clip(1, 1.111, 2.5),
  ],
  // Outside the sources.
  ...[clip(0, -0.75, 1), clip(1, 11, 13.2), clip(2, 2, 3)],
];

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

describe.each([24, 25, 29.97, 30, 59.94, 60])('cameras at %s frames a second', (fps) => {
  let cameras: Footage[];
  beforeAll(async () => {
    cameras = await threeCameras(fps, 12);
  });

  it.each(['h264', 'copy'] as const)(
    'switches on and off the grid, jumps, repeats, single frames and what was not recorded are exact (%s)',
    async (codec) => {
      const edit = { rate: exactRate(fps), ...size, includeAudio: true, sources: cameras, clips: cuts };
      const { complaints } = await exportAndJudge(studio, { edit, codec });
      expect(complaints).toEqual([]);
    },
  );
});

it.each(['h264', 'copy'] as const)(
  'cameras that recorded one sound: it runs on through every cut (%s)',
  async (codec) => {
    const film = { rate: exactRate(30), frames: 360, preset: 'veryfast', crf: 22 };
    const sources = await Promise.all(
      encoders.map((encoder, camera) => makeFootage({ ...film, ...encoder, camera, audio: { voice: 77 } })),
    );
    const edit = {
      rate: exactRate(30),
      width: 320,
      height: 180,
      includeAudio: true,
      sources,
      clips: offGrid,
    };
    const { complaints } = await exportAndJudge(studio, { edit, codec });
    expect(complaints).toEqual([]);
  },
);
