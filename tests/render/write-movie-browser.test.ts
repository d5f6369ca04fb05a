import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMovie } from '../../src/render/write-movie.ts';
import { temporaryFolder } from '../media/mp4-footage.ts';
import { closedGops, copyRun, fps2997, makeCamera, makeSound } from './write-movie-footage.ts';

const browserPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--autoplay-policy=no-user-gesture-required',
];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: Server | undefined;
let frames = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  const movie = join(folder.path, 'movie.mp4');
  frames = await spliceCameras(movie);
  server = await serve(movie);
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
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

/** The movie with byte ranges, and a page with it in a `<video>`. */
async function serve(movie: string): Promise<Server> {
  const { size } = await stat(movie);
  const http = createServer((request, response) => {
    if (request.url !== '/movie.mp4') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<video src="/movie.mp4" muted preload="auto"></video>');
      return;
    }
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
    const [start, end] = [Number(range?.[1] ?? 0), range?.[2] ? Number(range[2]) : size - 1];
    const headers = {
      'Content-Type': 'video/mp4',
      'Accept-Ranges': 'bytes',
      'Content-Length': end - start + 1,
    };
    response.writeHead(range ? 206 : 200, { ...headers, 'Content-Range': `bytes ${start}-${end}/${size}` });
    createReadStream(movie, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return http;
}

async function playThrough(page: Page) {
  return page.evaluate(async () => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const failed = () => video.error && `${video.error.code} ${video.error.message}`;
    await new Promise((resolve) => {
      video.addEventListener('ended', resolve);
      video.addEventListener('error', resolve);
      void video.play();
    });
    const quality = video.getVideoPlaybackQuality();
    return {
      error: failed(),
      duration: video.duration,
      isEnded: video.ended,
      decoded: quality.totalVideoFrames,
    };
  });
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
    const browser = await chromium.launch({ executablePath: browserPath, args: [...flags, ...quiet] });
    try {
      const page = await browser.newPage();
      const { port } = server?.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/`);
      const played = await playThrough(page);
      expect(played).toMatchObject({ error: null, isEnded: true });
      // A busy machine may drop some.
      expect(played.decoded).toBeGreaterThan(frames / 2);
      expect(played.duration).toBeCloseTo((frames * 1001) / 30000, 5);
      const targets = [50, 3, 19, 20, 34, 35, 54, 70, 0, frames - 1, 36, 1];
      expect(await seekTo(page, targets)).toEqual(targets);
    } finally {
      await browser.close();
    }
  },
);
