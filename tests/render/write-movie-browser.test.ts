import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMovie } from '../../src/render/movie/write-movie.ts';
import { temporaryFolder } from '../media/mp4-footage.ts';
import { browserPath, openMoviePage } from './support/movie-page.ts';
import { closedGops, copyRun, fps2997, makeCamera, makeSound } from './write-movie-footage.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let movie = '';
let frames = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  movie = join(folder.path, 'movie.mp4');
  frames = await spliceCameras(movie);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Two cameras whose parameter sets share ids and differ, cut back and forth, with sound. */
async function spliceCameras(movie: string): Promise<number> {
  const encoders = [
    ['-profile:v', 'high', '-bf', '3', '-g', '20', '-refs', '4'],
    ['-profile:v', 'main', '-bf', '0', '-g', '15', '-refs', '1'],
  ];
  const cameras = await Promise.all(
    encoders.map((encoder, i) =>
      makeCamera(join(folder.path, `camera-${i}.mp4`), {
        seconds: 3,
        hue: 90 * i,
        encoder: ['-c:v', 'libx264', '-preset', 'veryfast', ...encoder],
      }),
    ),
  );
  const runs = [0, 1, 2].flatMap((turn) =>
    cameras.flatMap((camera) => {
      const gop = closedGops(camera)[turn];
      return gop ? [copyRun(camera, gop).run] : [];
    }),
  );
  const count = runs.reduce((sum, run) => sum + run.samples.count, 0);
  const audio = await makeSound(folder.path, count);
  await writeMovie({ video: { ...fps2997, width: 320, height: 180, runs }, audio }, movie);
  return count;
}

/** Seeks into the middle of each of these frames and answers the instant of the frame that is then shown. */
async function seekTo(page: Page, targets: number[]) {
  return page.evaluate(async (frames) => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const shown: number[] = [];
    for (const frame of frames) {
      await new Promise<void>((resolve, reject) => {
        video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
        video.requestVideoFrameCallback((_, { mediaTime }) => {
          shown.push(mediaTime);
          resolve();
        });
        video.currentTime = ((frame + 0.5) * 1001) / 30000;
      });
    }
    return shown.map((time) => Math.round((time * 30000) / 1001));
  }, targets);
}

it.skipIf(!existsSync(browserPath))(
  'a spliced movie plays to its end in Chromium and seeks to the right frames',
  async () => {
    await using opened = await openMoviePage(movie);
    const played = await opened.playThrough();
    expect(played).toMatchObject({ error: null, isEnded: true });
    // A busy machine may drop some.
    expect(played.decoded).toBeGreaterThan(frames / 2);
    expect(played.duration).toBeCloseTo((frames * 1001) / 30000, 5);
    const targets = [50, 3, 19, 20, 34, 35, 54, 70, 0, frames - 1, 36, 1];
    expect(await seekTo(opened.page, targets)).toEqual(targets);
  },
);
