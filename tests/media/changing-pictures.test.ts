import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendStreams, joinFilms } from './footage/joined-film.ts';
import type { FootageSpec } from './footage/spec.ts';
import { judgedClip as clip } from './oracle/edit.ts';
import { exportAndJudge } from './oracle/export-with-engine.ts';
import { openStudios, systemFfmpeg, withHeart, type TestStudios } from './oracle/ffmpegs.ts';

let studios: TestStudios;
beforeAll(async () => {
  studios = await openStudios();
});
afterAll(async () => {
  await studios[Symbol.asyncDispose]();
});

const rate = { num: 25, den: 1 };
const small: FootageSpec = { camera: 58, frames: 56, rate, size: { width: 192, height: 108 }, gop: 12 };
const large: FootageSpec = { ...small, camera: 59, size: { width: 320, height: 180 } };

interface Kind {
  readonly change: Partial<FootageSpec>;
  readonly codec?: 'copy';
  readonly lateMs?: number;
  /** What the second part has instead of a larger picture. */
  readonly second?: Partial<FootageSpec>;
}

const kinds: Record<string, Kind> = {
  'VP8 in WebM, as browsers record': { change: { codec: 'vp8', container: 'webm' } },
  'the same, late by 150 ms': { change: { codec: 'vp8', container: 'webm' }, lateMs: 150 },
  'H.264 in MP4': { change: {} },
  'more bits': { change: {}, second: { size: { width: 192, height: 108 }, pixelFormat: 'yuv420p10le' } },
  'H.264 in MP4, copied': { change: {}, codec: 'copy' },
  'H.264 in a transport stream, copied': { change: { container: 'ts' }, codec: 'copy' },
  'VP9 in WebM, copied': { change: { codec: 'vp9', container: 'webm' }, codec: 'copy' },
};

describe('pictures that change in mid-file', () => {
  const names = Object.keys(kinds).map((name) => ({ name }));
  it.each(withHeart(names, 4))('are shown exactly: $name, by $ffmpeg.name', async ({ name, ffmpeg }) => {
    const { change = {}, codec = 'h264', lateMs = 0, second = {} } = kinds[name] ?? {};
    const parts = [
      { ...small, ...change },
      { ...large, ...change, ...second },
    ];
    const source = await joinFilms({ parts, lateMs });
    const clips = [clip(0, 0, 1.3, false), clip(0, 0.5, 3.9, false), clip(0, 2.5, 4.4, false)];
    const edit = { rate, width: 192, height: 108, includeAudio: false, sources: [source], clips };
    const { complaints, exported } = await exportAndJudge(studios.of(ffmpeg), { edit, codec });
    expect(complaints).toEqual([]);
    const plan = exported.updates.at(-1)?.plan;
    if (codec === 'copy') expect(plan?.copiedFrames, plan?.summary).toBeGreaterThan(12);
    const warnings = exported.outcome.kind === 'completed' ? exported.outcome.warnings : [];
    expect(warnings).toEqual([]);
  });
});

it('a transport stream that pauses for seconds, appended to by hand, holds its last picture and is whole', async () => {
  const source = await appendStreams([small, { ...small, camera: 59 }], 9);
  const clips = [clip(0, 0.3, 1.9, false), clip(0, 1.5, 4, false), clip(0, 8.5, 10.5, false)];
  const edit = { rate, width: 192, height: 108, includeAudio: false, sources: [source], clips };
  const { complaints, exported } = await exportAndJudge(studios.of(systemFfmpeg), { edit, codec: 'copy' });
  expect(complaints).toEqual([]);
  expect(exported.outcome).toMatchObject({ kind: 'completed', warnings: [] });
});
