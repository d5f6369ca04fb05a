import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserPath, openMoviePage } from '../render/support/movie-page.ts';
import { makeFootage } from './footage/make-footage.ts';
import { exactRate, judgedClip as clip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestExport, type TestStudio } from './oracle/export-with-engine.ts';
import { readFrameCode } from './oracle/frame-code.ts';
import { rightCodes } from './oracle/judge.ts';
import { seededRandom } from './oracle/seeded-random.ts';
import { timeModel } from './oracle/time-model.ts';

const [width, height] = [320, 180];
const seeks = 75;

/** Three encoders' streams, one with open GOPs: different GOPs, reorder depths and parameter sets under the same ids. */
const encoders = [
  { gop: 20, bFrames: 3, openGop: true },
  { gop: 250, bFrames: 2, refs: 4 },
  { gop: 30, bFrames: 0, profile: 'main' },
];

const clips = [
  clip(0, 0.5, 2.7),
  clip(1, 2.7, 5.013),
  clip(2, 5.013, 6.4),
  clip(0, 6.4, 6.9),
  clip(2, 1.2, 3.31),
  clip(1, 7.05, 9.9),
];

let studio: TestStudio;
let edit: JudgedEdit;
beforeAll(async () => {
  studio = await openStudio();
  const film = { rate: exactRate(30), frames: 300, preset: 'veryfast', crf: 22 };
  const sources = await Promise.all(
    encoders.map((encoder, camera) => makeFootage({ ...film, ...encoder, camera })),
  );
  edit = { rate: exactRate(30), width, height, includeAudio: true, sources, clips };
});
afterAll(() => studio[Symbol.asyncDispose]());

/** The luma of the picture that is on screen after a seek into the middle of each of these frames. */
async function picturesAt(page: Page, frames: readonly number[]): Promise<Uint8Array[]> {
  const encoded = await page.evaluate(
    async ({ wanted, w, h }) => {
      const video = document.querySelector('video') as HTMLVideoElement;
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
      const pictures: string[] = [];
      for (const frame of wanted) {
        await new Promise<void>((resolve, reject) => {
          video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
          video.requestVideoFrameCallback(() => resolve());
          video.currentTime = (frame + 0.5) / 30;
        });
        context.drawImage(video, 0, 0, w, h);
        const { data } = context.getImageData(0, 0, w, h);
        let luma = '';
        for (let i = 0; i < data.length; i += 4)
          luma += String.fromCharCode(
            Math.round(0.2126 * (data[i] ?? 0) + 0.7152 * (data[i + 1] ?? 0) + 0.0722 * (data[i + 2] ?? 0)),
          );
        pictures.push(btoa(luma));
      }
      return pictures;
    },
    { wanted: frames, w: width, h: height },
  );
  return encoded.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
}

const exports: Pick<TestExport, 'codec' | 'format'>[] = [
  { codec: 'copy', format: 'mp4' },
  { codec: 'h264', format: 'mp4' },
  { codec: 'copy', format: 'webm' },
];

it.skipIf(!existsSync(browserPath)).each(exports)(
  `an export ($codec, $format) plays to its end in Chromium, and ${seeks} random seeks show the right frames`,
  async ({ codec, format }) => {
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec, ...(format && { format }) });
    expect(complaints).toEqual([]);
    const targets = timeModel(edit);
    await using opened = await openMoviePage(exported.path);
    expect(await opened.playThrough()).toMatchObject({ error: null, isEnded: true });
    const random = seededRandom(75);
    const last = targets.length - 1;
    const frames = [
      0,
      last,
      ...Array.from({ length: seeks - 2 }, () => Math.floor(random() * targets.length)),
    ];
    const pictures = await picturesAt(opened.page, frames);
    const wrong = frames.filter((frame, i) => {
      const target = targets[frame];
      const luma = pictures[i];
      if (!target || !luma) return true;
      return !rightCodes(edit, target).includes(readFrameCode({ luma, offset: 0, width, height }));
    });
    expect(wrong).toEqual([]);
  },
);
