import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';

const NAMES = [
  `it's "quoted" \`twice\`.mp4`,
  'with  spaces and a tail .mp4',
  'two\nlines.mp4',
  '100%d %03d %s.mp4',
  '-i -y -f null.mp4',
  '[0:v]scale=1:1,;\\null[out].mp4',
  'Интервью с Ёлкиным.mp4',
  '播客 第一集 カメラ２.mp4',
  'podcast 🎙️👩‍👩‍👧.mp4',
  'file:concat:a|b.mp4',
  `${'ä'.repeat(125)}b.mp4`,
  '*?{1..3}$HOME&#~.mp4',
];

let studio: TestStudio;
let folder = '';
let sources: Footage[];
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-names-'));
  sources = await Promise.all(
    NAMES.map(async (name, camera) => {
      const film = await makeFootage({ camera, seconds: 2, size: { width: 192, height: 108 }, gop: 15 });
      const path = join(folder, name);
      await copyFile(film.path, path);
      return { ...film, path };
    }),
  );
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it('the longest name has 255 bytes', () => {
  expect(Math.max(...NAMES.map((name) => Buffer.byteLength(name)))).toBe(255);
});

it.each(['h264', 'copy'] as const)('files of any name are exported exactly (%s)', async (codec) => {
  const clips = sources.map((_, source) => ({ source, inSeconds: 0.31, outSeconds: 1.77, withSound: true }));
  const edit = {
    rate: { num: 30_000, den: 1001 },
    width: 192,
    height: 108,
    includeAudio: true,
    sources,
    clips,
  };
  const { complaints } = await exportAsPlanned(studio, { edit, codec });
  expect(complaints).toEqual([]);
});
