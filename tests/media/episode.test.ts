import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { makeFootage } from './footage/make-footage.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import type { Footage } from './footage/spec.ts';
import { faultsOf, leastDecibels, type Film } from './oracle/compositor.ts';
import { openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';
import { lay, plain, psnr, readPlanes } from './oracle/planes.ts';

const size = { width: 320, height: 180 };
const rate = { num: 30, den: 1 };

let studio: TestStudio;
let films: Footage[] = [];
let exported: Exported;
const decoded = new Map<string, Film>();

const shots = [
  { show: 'wide', from: 0, to: 2 },
  { show: 'close', from: 2, to: 4 },
];

beforeAll(async () => {
  studio = await openStudio();
  films = await Promise.all(
    [1, 2].map((camera) =>
      makeFootage({ camera, seconds: 5, rate, size, gop: 15, crf: 12, audio: { voice: 1 } }),
    ),
  );
  for (const [i, { path }] of films.entries())
    decoded.set(`s${i + 1}`, { pictures: await readPlanes(path, size), rate });
  const config: ConfigV2Input = {
    version: 2,
    id: 'episode',
    projectName: 'Episode 12',
    sources: films.map(({ path }, i) => ({ id: `s${i + 1}`, filePath: basename(path) })),
    angles: [
      { id: 'wide', files: ['s1'] },
      { id: 'close', files: ['s2'] },
    ],
    shots,
    chapters: [
      { time: 0, title: 'Hello' },
      { time: 2.5, title: 'Goodbye' },
    ],
    outputs: [
      { id: 'master', format: 'mp4', codec: 'copy', ...size, fps: 30 },
      {
        ...{ id: 'vertical', format: 'mp4', codec: 'h264', width: 100, height: 180, fps: 30, range: [1, 3] },
        frames: { wide: { fit: 'cover', focus: [0.25, 0.5] }, close: { fit: 'cover' } },
      },
      { id: 'audio', format: 'm4a', loudness: -16, truePeak: -1 },
      { id: 'clip', format: 'flac', range: [1, 3] },
      { id: 'poster', format: 'png', at: 2.4, width: 320 },
    ],
  };
  exported = await studio.exportConfig(
    config,
    films.map(({ path }) => path),
  );
});

afterAll(() => studio[Symbol.asyncDispose]());

const file = (name: string) => join(dirname(exported.path), name);

async function probe(path: string, entries: string): Promise<string> {
  const args = ['-v', 'error', '-show_entries', entries, '-of', 'default=nk=1:nw=1', path];
  return (await runMediaTool('ffprobe', args)).stdout.toString().trim();
}

describe('one export gives the finished episode', () => {
  it('every output of it, each with a report of its own', () => {
    expect(exported.outcome).toMatchObject({ kind: 'completed' });
    const { outputs } = exported.updates.at(-1) ?? {};
    expect(outputs?.map(({ id, state, report }) => [id, state, report?.isOk])).toEqual([
      ['master', 'completed', true],
      ['vertical', 'completed', true],
      ['audio', 'completed', true],
      ['clip', 'completed', true],
      ['poster', 'completed', true],
    ]);
  });

  it('the master, most of which is copied', async () => {
    const config = {
      shots,
      angles: [
        { id: 'wide', files: ['s1'] },
        { id: 'close', files: ['s2'] },
      ],
    };
    const work = {
      config: config as unknown as ConfigV2Input,
      films: decoded,
      rate,
      ...size,
      greys: new Map(),
    };
    expect(faultsOf(work, await readPlanes(file('output.mp4'), size))).toEqual([]);
  });

  it('an upright clip of the range, which shows what each camera is to show', async () => {
    const frames = await readPlanes(file('output-vertical.mp4'), { width: 100, height: 180 });
    expect(frames).toHaveLength(60);
    for (const [k, frame] of frames.entries()) {
      const [id, x] = k < 30 ? (['s1', 30] as const) : (['s2', 110] as const);
      const shown = decoded.get(id)?.pictures[30 + k];
      if (!shown) throw new Error(`there is no frame ${30 + k}`);
      const wanted = lay(
        plain(100, 180, [0, 0, 0]),
        shown,
        { x, y: 0, width: 100, height: 180 },
        { x: 0, y: 0 },
      );
      expect(psnr(frame, wanted), `frame ${k}`).toBeGreaterThan(leastDecibels - 3);
    }
  });

  it('the sound alone, at the loudness that was asked for, with title and chapters', async () => {
    const path = file('output-audio.m4a');
    expect(Number(await probe(path, 'format=duration'))).toBeCloseTo(4, 1);
    expect(await probe(path, 'format_tags=title')).toBe('Episode 12');
    expect((await probe(path, 'chapter_tags=title')).split('\n')).toEqual(['Hello', 'Goodbye']);
    const measure = ['-v', 'info', '-nostats', '-i', path, '-af', 'ebur128=peak=true', '-f', 'null', '-'];
    const { stderr } = await runMediaTool('ffmpeg', measure);
    const loudness = Number(
      /I:\s+(-?[\d.]+) LUFS\s+Threshold[\s\S]*$/.exec(stderr.slice(stderr.lastIndexOf('Summary')))?.[1],
    );
    expect(Math.abs(loudness + 16)).toBeLessThanOrEqual(0.3);
  });

  it('a stretch of the sound without loss, to the sample', async () => {
    const { stdout } = await runMediaTool('ffmpeg', [
      ...['-v', 'error', '-i', file('output-clip.flac'), '-f', 's16le', '-'],
    ]);
    expect(stdout.length).toBe(2 * 48_000 * 4);
  });

  it('a picture of the instant that was asked for', async () => {
    const [picture] = await readPlanes(file('output-poster.png'), size);
    const shown = decoded.get('s2')?.pictures[72];
    if (!picture || !shown) throw new Error('there is no picture');
    // By way of RGB and back.
    expect(psnr(picture, shown)).toBeGreaterThan(28);
  });
});
