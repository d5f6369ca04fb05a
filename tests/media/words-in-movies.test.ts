import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { browserPath, openMoviePage } from '../render/support/movie-page.ts';
import { makeFootage } from './footage/make-footage.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import { openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';

const size = { width: 320, height: 180 };

/** Two of them overlap, one reaches past the end of the programme, and one lies behind it. */
const captions = [
  '1\n00:00:00,500 --> 00:00:01,500\nHello, <i>world</i>\n',
  '2\n00:00:01,200 --> 00:00:02,000\nこんにちは\n',
  '3\n00:00:03,000 --> 00:00:09,000\nтекст & более\n',
  '4\n00:00:20,000 --> 00:00:21,000\nnever\n',
].join('\n');

const chapters = [
  { time: 0.25, title: 'Début' },
  { time: 2.5, title: 'Ende' },
];

let studio: TestStudio;
let exported: Exported;

beforeAll(async () => {
  studio = await openStudio();
  const film = await makeFootage({
    ...{ camera: 1, seconds: 4, rate: { num: 30_000, den: 1001 }, size, gop: 15, audio: { voice: 1 } },
  });
  const subs = join(studio.folder, 'episode.srt');
  await writeFile(subs, captions);
  const output = { format: 'mp4' as const, codec: 'copy' as const, ...size, fps: 29.97 };
  const config: ConfigV2Input = {
    ...{ version: 2, id: 'words' },
    sources: [
      { id: 's', filePath: basename(film.path) },
      { id: 'subs', filePath: 'episode.srt' },
    ],
    shots: [{ source: 's', from: 0, to: 4 }],
    captions: { source: 'subs' },
    chapters,
    outputs: [
      { ...output, id: 'whole' },
      { ...output, id: 'clip', range: [1, 3.5] },
      { ...output, id: 'burned', codec: 'h264', burnCaptions: true, range: [0, 1] },
      { ...output, id: 'web', format: 'webm', range: [0.1, 3.1] },
    ],
  };
  exported = await studio.exportConfig(config, [film.path, subs]);
});
afterAll(() => studio[Symbol.asyncDispose]());

const file = (name: string) => join(dirname(exported.path), name);

interface Found {
  readonly streams: readonly { readonly codec_type: string; readonly codec_name: string }[];
  readonly chapters: readonly { readonly start_time: string; readonly tags: { readonly title: string } }[];
}

/** What FFmpeg, which has no part in writing it, finds in a file. */
async function wordsOf(path: string, tools = '') {
  const args = ['-v', 'error', '-show_chapters', '-show_streams', '-of', 'json', path];
  const { stdout } = await runMediaTool(join(tools, 'ffprobe'), args);
  const found = JSON.parse(stdout.toString()) as Found;
  const subtitles = found.streams.filter((stream) => stream.codec_type === 'subtitle');
  const srt =
    subtitles.length === 0
      ? ''
      : (await runMediaTool(join(tools, 'ffmpeg'), ['-v', 'error', '-i', path, '-f', 'srt', '-'])).stdout;
  return {
    chapters: found.chapters.map((chapter) => [
      Number(Number(chapter.start_time).toFixed(2)),
      chapter.tags.title,
    ]),
    subtitles: subtitles.map((stream) => stream.codec_name),
    cues: srt
      .toString()
      .replaceAll('\r', '')
      .split('\n\n')
      .map((cue) =>
        cue
          .trim()
          .split('\n')
          .slice(1)
          .join('|')
          .replaceAll(/(,\d\d)\d/g, '$1')
          .replaceAll(/<[^>]*>/g, ''),
      )
      .filter(Boolean),
  };
}

/** The system's FFmpeg, and the second one where there is one. */
const readers = ['', process.env['CUTROOM_SECOND_FFMPEG']].filter((tools) => tools !== undefined);

describe.each(readers)('an MP4 carries words that FFmpeg reads %s', (tools) => {
  it('captions and chapters of the whole programme', async () => {
    expect(exported.outcome).toMatchObject({ kind: 'completed' });
    expect(await wordsOf(file('output.mp4'), tools)).toEqual({
      chapters: [
        [0.25, 'Début'],
        [2.5, 'Ende'],
      ],
      subtitles: ['mov_text'],
      cues: [
        '00:00:00,50 --> 00:00:01,20|Hello, world',
        '00:00:01,20 --> 00:00:01,50|Hello, world|こんにちは',
        '00:00:01,50 --> 00:00:02,00|こんにちは',
        '00:00:03,00 --> 00:00:04,00|текст & более',
      ],
    });
  });

  it('those of a range in its own time', async () => {
    expect(await wordsOf(file('output-clip.mp4'), tools)).toEqual({
      chapters: [
        [0, 'Début'],
        [1.5, 'Ende'],
      ],
      subtitles: ['mov_text'],
      cues: [
        '00:00:00,00 --> 00:00:00,20|Hello, world',
        '00:00:00,20 --> 00:00:00,50|Hello, world|こんにちは',
        '00:00:00,50 --> 00:00:01,00|こんにちは',
        '00:00:02,00 --> 00:00:02,50|текст & более',
      ],
    });
  });

  it('no captions beside those in its picture', async () => {
    expect(await wordsOf(file('output-burned.mp4'), tools)).toEqual({
      chapters: [[0.25, 'Début']],
      subtitles: [],
      cues: [],
    });
  });
});

describe.each(readers)('a WebM carries captions and chapters that FFmpeg reads %s', (tools) => {
  it('those of a range in its own time, to the millisecond', async () => {
    expect(await wordsOf(file('output-web.webm'), tools)).toEqual({
      chapters: [
        [0.15, 'Début'],
        [2.4, 'Ende'],
      ],
      subtitles: ['webvtt'],
      // They may overlap.
      cues: [
        '00:00:00,40 --> 00:00:01,40|Hello, world',
        '00:00:01,10 --> 00:00:01,90|こんにちは',
        '00:00:02,90 --> 00:00:03,00|текст & более',
      ],
    });
  });
});

it('names both in the report', () => {
  const [whole] = exported.updates.at(-1)?.outputs ?? [];
  const checks = whole?.report?.checks.filter(({ name }) => ['captions', 'chapters'].includes(name));
  expect(checks).toEqual([
    { name: 'captions', isOk: true, detail: 'mov_text' },
    { name: 'chapters', isOk: true, detail: '2 of 2 chapters' },
  ]);
  const web = exported.updates.at(-1)?.outputs?.find(({ id }) => id === 'web');
  expect(web?.report?.checks).toContainEqual({ name: 'captions', isOk: true, detail: 'webvtt' });
  expect(web?.report?.checks).toContainEqual({ name: 'chapters', isOk: true, detail: '2 of 2 chapters' });
});

it('is copied and remuxed by FFmpeg without a warning', async () => {
  const target = join(studio.folder, 'remuxed.mp4');
  const args = ['-v', 'warning', '-i', file('output.mp4'), '-map', '0:v', '-map', '0:a', '-map', '0:s'];
  const { stderr } = await runMediaTool('ffmpeg', [...args, '-c', 'copy', '-y', target]);
  expect(stderr).toBe('');
  expect((await wordsOf(target)).cues).toEqual((await wordsOf(file('output.mp4'))).cues);
});

const played = [
  { name: 'output.mp4', seconds: 4 },
  { name: 'output-web.webm', seconds: 3 },
];

it.skipIf(!existsSync(browserPath)).each(played)(
  '$name plays to its end in Chromium, and seeks',
  async ({ name, seconds }) => {
    await using movie = await openMoviePage(file(name));
    const seen = await movie.page.evaluate(async () => {
      const video = document.querySelector('video') as HTMLVideoElement;
      const until = (event: string) =>
        new Promise<void>((resolve, reject) => {
          video.addEventListener(event, () => resolve(), { once: true });
          video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
        });
      video.muted = true;
      video.currentTime = 2.5;
      await until('seeked');
      const ended = until('ended');
      await video.play();
      await ended;
      return { duration: video.duration, at: video.currentTime };
    });
    expect(seen.duration).toBeCloseTo(seconds, 1);
    expect(seen.at).toBeCloseTo(seen.duration, 2);
  },
);
