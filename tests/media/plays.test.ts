import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import send from 'send';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { contiguousSwitches } from './oracle/cut-lists.ts';
import { openStudio, type TestExport, type TestStudio } from './oracle/export-with-engine.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const playerPage = '<!doctype html><title>Player</title><body></body>';

let studio: TestStudio;
let browser: Browser;
let page: Page;
let server: Server;
let sources: Footage[];

beforeAll(async () => {
  studio = await openStudio();
  sources = await Promise.all(
    [
      { camera: 0, gop: 30, bFrames: 3 },
      { camera: 1, gop: 60, bFrames: 0, profile: 'main' },
      { camera: 2, gop: 45, bFrames: 2, refs: 3 },
    ].map((film) => makeFootage({ ...film, seconds: 8 })),
  );
  server = createServer((request, response) => {
    if (request.url === '/') response.setHeader('content-type', 'text/html').end(playerPage);
    else send(request, request.url ?? '', { root: studio.folder }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser.close();
  server.close();
  await studio[Symbol.asyncDispose]();
});

interface Played {
  readonly error: string | null;
  readonly duration: number;
  readonly endedAt: number;
  readonly width: number;
  readonly corrupted: number;
}

/** Plays a file from its start until it ends or breaks, four times as fast. */
function play(url: string): Promise<Played> {
  return page.evaluate(
    (address) =>
      new Promise<Played>((resolve) => {
        const video = document.createElement('video');
        const finish = (): void => {
          const { corruptedVideoFrames } = video.getVideoPlaybackQuality();
          const { duration, currentTime, videoWidth } = video;
          const error = video.error ? `${video.error.code}: ${video.error.message}` : null;
          resolve({
            error,
            duration,
            endedAt: currentTime,
            width: videoWidth,
            corrupted: corruptedVideoFrames,
          });
        };
        video.addEventListener('ended', finish);
        video.addEventListener('error', finish);
        video.muted = true;
        video.src = address;
        document.body.replaceChildren(video);
        video.playbackRate = 4;
        video.play().catch(finish);
      }),
    url,
  );
}

describe('Chromium plays an export from its start to its end', () => {
  it.each([
    ['h264', 'mp4'],
    ['copy', 'mp4'],
    ['copy', 'webm'],
  ] as const)('%s in %s', async (codec, format) => {
    const clips = contiguousSwitches({ seed: 11, sources: 3, sourceSeconds: 8 }, 6);
    const work: TestExport = {
      ...{ codec, format },
      edit: { rate: { num: 30_000, den: 1001 }, width: 320, height: 180, includeAudio: true, sources, clips },
    };
    const { outcome, path, updates } = await studio.export(work);
    expect(outcome).toMatchObject({ kind: 'completed' });
    const isSpliced = (updates.at(-1)?.plan?.copiedFrames ?? 0) > 0;
    expect(isSpliced).toBe(codec === 'copy' && format === 'mp4');
    const played = await play(`/${dirname(path).slice(studio.folder.length + 1)}/output.${format}`);
    expect(played).toMatchObject({ error: null, width: 320, corrupted: 0 });
    expect(played.endedAt).toBeCloseTo(8, 0);
    expect(Math.abs(played.duration - 8)).toBeLessThan(0.08);
  });
});
