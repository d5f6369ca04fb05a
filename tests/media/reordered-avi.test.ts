import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAviFilm } from './footage/avi-film.ts';
import type { FootageSpec } from './footage/spec.ts';
import { complaintsOf } from './oracle/describe-verdict.ts';
import { judgedClip as clip } from './oracle/edit.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { judge } from './oracle/judge.ts';

/** Where `npm test` has put a second FFmpeg. */
const second = process.env['CUTROOM_SECOND_FFMPEG'];
const programs = [undefined, ...(second === undefined ? [] : [second])];

let studios: readonly TestStudio[] = [];
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-avi-'));
  studios = await Promise.all(programs.map((tools) => openStudio(tools)));
});
afterAll(async () => {
  await Promise.all(studios.map((studio) => studio[Symbol.asyncDispose]()));
  await rm(folder, { recursive: true, force: true });
});

const [rate, size] = [
  { num: 25, den: 1 },
  { width: 320, height: 180 },
];
const film: FootageSpec = { seconds: 8, rate, size, camera: 61 };

/** Its name, what is filmed, and how that comes into the AVI: as it is unless told. */
type Film = readonly [name: string, spec: FootageSpec, encoding: string[] | undefined];

const films = (
  [
    ['H.264 with a pyramid of B-frames', { ...film, codec: 'h264', bFrames: 3, gop: 50 }],
    ['H.264 with open GOPs', { ...film, codec: 'h264', bFrames: 3, gop: 30, openGop: true }],
    ['H.264 with very short GOPs', { ...film, codec: 'h264', bFrames: 2, gop: 4 }],
    ['H.264 as a recorder writes it', film, ['-c:v', 'libx264', '-crf', '12', '-bf', '3', '-g', '40']],
    ['MPEG-4 as a recorder writes it', film, ['-c:v', 'mpeg4', '-q:v', '2', '-bf', '2', '-g', '40']],
    ['H.264 without B-frames', { ...film, codec: 'h264', bFrames: 0, gop: 25 }],
    ['MPEG-4 with B-frames', { ...film, codec: 'mpeg4', bFrames: 2, gop: 20 }],
    ['MPEG-2 with B-frames', { ...film, codec: 'mpeg2', container: 'mov', bFrames: 2, gop: 12 }],
  ] as const
).map(([name, spec, encoding]): Film => [name, spec, encoding && [...encoding]]);

it.each(films)('%s in AVI shows the pictures that are meant', async (_, spec, encoding) => {
  const source = await makeAviFilm(spec, folder, encoding);
  const clips = [
    clip(0, 0, 0.5),
    clip(0, 3.96, 4.2),
    clip(0, 1.24, 3.1),
    clip(0, 6.41, 8),
    clip(0, 0.68, 0.72),
  ];
  const edit = { rate, ...size, sources: [source], clips, includeAudio: true };
  for (const studio of studios) {
    const { outcome, path: made } = await studio.export({ edit, codec: 'copy' });
    expect(outcome).toMatchObject({ kind: 'completed' });
    expect(complaintsOf(await judge(made, edit))).toEqual([]);
  }
});
