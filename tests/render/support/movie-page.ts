import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';

export const browserPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--autoplay-policy=no-user-gesture-required',
];

/** A page of headless Chromium with one movie in a `<video>`. */
export interface MoviePage extends AsyncDisposable {
  readonly page: Page;
  readonly playThrough: () => Promise<Played>;
}

export interface Played {
  readonly error: string | null;
  readonly duration: number;
  readonly isEnded: boolean;
  readonly decoded: number;
}

export async function openMoviePage(movie: string): Promise<MoviePage> {
  const server = await serve(movie);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...flags, ...quiet] });
  const page = await browser.newPage();
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  return {
    page,
    playThrough: () => playThrough(page),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The movie with byte ranges, and a page with it in a `<video>`. */
async function serve(movie: string): Promise<Server> {
  const { size } = await stat(movie);
  const type = movie.endsWith('.webm') ? 'video/webm' : 'video/mp4';
  const http = createServer((request, response) => {
    if (request.url !== '/movie') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<video src="/movie" muted preload="auto"></video>');
      return;
    }
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
    const [start, end] = [Number(range?.[1] ?? 0), range?.[2] ? Number(range[2]) : size - 1];
    const headers = { 'Content-Type': type, 'Accept-Ranges': 'bytes', 'Content-Length': end - start + 1 };
    response.writeHead(range ? 206 : 200, { ...headers, 'Content-Range': `bytes ${start}-${end}/${size}` });
    createReadStream(movie, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return http;
}

async function playThrough(page: Page): Promise<Played> {
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
