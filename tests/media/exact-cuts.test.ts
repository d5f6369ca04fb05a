import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage, type Footage } from './footage/make-footage.ts';
import { exactRate } from './oracle/exact.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import type { Cut } from './oracle/time-model.ts';

/** Three encoders' streams: different GOPs, reorder depths and parameter sets under the same ids. */
const encoders = [
  ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-g', '60', '-bf', '3', '-pix_fmt', 'yuv420p'],
  [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '22',
    '-g',
    '250',
    '-bf',
    '2',
    '-refs',
    '4',
    '-pix_fmt',
    'yuv420p',
  ],
  [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-profile:v',
    'main',
    '-crf',
    '22',
    '-g',
    '30',
    '-bf',
    '0',
    '-pix_fmt',
    'yuv420p',
  ],
];

async function threeCameras(fps: number, seconds: number): Promise<Footage[]> {
  return Promise.all(
    encoders.map((video, camera) => makeFootage({ camera, fps, frames: Math.round(fps * seconds), video })),
  );
}

const cutLists: Record<string, readonly Cut[]> = {
  'contiguous switches on whole seconds': [
    { source: 0, from: 0, to: 2 },
    { source: 1, from: 2, to: 5 },
    { source: 2, from: 5, to: 9 },
    { source: 0, from: 9, to: 11 },
  ],
  'contiguous switches off the frame grid': [
    { source: 0, from: 0.123, to: 2.3456 },
    { source: 1, from: 2.3456, to: 4.01234 },
    { source: 2, from: 4.01234, to: 7.77 },
    { source: 1, from: 7.77, to: 7.9191 },
    { source: 0, from: 7.9191, to: 11.5 },
  ],
  'jump cuts, reversed order and repeats': [
    { source: 0, from: 8, to: 9.5 },
    { source: 0, from: 9.7, to: 10.2 },
    { source: 2, from: 3.3, to: 4.1 },
    { source: 2, from: 3.3, to: 4.1 },
    { source: 1, from: 0.5, to: 1.7, isMuted: true },
    { source: 0, from: 1.001, to: 3.499 },
  ],
  'clips of about one frame': [
    { source: 0, from: 1, to: 1.04 },
    { source: 1, from: 1.04, to: 1.075 },
    { source: 2, from: 1.075, to: 1.11 },
    { source: 0, from: 1.11, to: 1.111 },
    { source: 1, from: 1.111, to: 2.5 },
  ],
  'outside the sources': [
    { source: 0, from: -0.75, to: 1 },
    { source: 1, from: 11, to: 13.2 },
    { source: 2, from: 2, to: 3 },
  ],
};

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

  it.each(Object.keys(cutLists))('%s: encoded frames and sound are exact', async (name) => {
    const list = { rate: exactRate(fps), sources: cameras, clips: cutLists[name] ?? [], includeAudio: true };
    const result = await exportAndJudge(studio, { list, codec: 'h264' });
    expect(result.complaints).toEqual([]);
  });

  it.each(Object.keys(cutLists))('%s: smart-rendered frames and sound are exact', async (name) => {
    const list = { rate: exactRate(fps), sources: cameras, clips: cutLists[name] ?? [], includeAudio: true };
    const result = await exportAndJudge(studio, { list, codec: 'copy' });
    expect(result.complaints).toEqual([]);
  });
});
