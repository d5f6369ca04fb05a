import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { FootageSpec } from './footage/spec.ts';
import { asCut, ffmpegOf } from './footage/stored-film.ts';
import { judgedClip as clip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let folder = '';
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-cut-'));
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const rate = { num: 25, den: 1 };
const size = { width: 160, height: 90 };
const base: FootageSpec = { camera: 21, frames: 90, rate, size, gop: 30, audio: false, preset: 'ultrafast' };

/** Decoders differ in what they make of pictures without the ones that they look back at: some show them all the same. */
const kinds: Record<string, Partial<FootageSpec>> = {
  HEVC: { codec: 'hevc', container: 'mkv', bFrames: 0 },
  'HEVC with open GOPs': { codec: 'hevc', container: 'ts', bFrames: 3, openGop: true },
  'H.264 with open GOPs': { container: 'mkv', bFrames: 3, refs: 3, openGop: true },
  'MPEG-2': { codec: 'mpeg2', container: 'ts' },
  'MPEG-4': { codec: 'mpeg4', container: 'mkv' },
  VP8: { codec: 'vp8', container: 'webm' },
  VP9: { codec: 'vp9', container: 'webm' },
};

describe('a recording that begins in the middle of a GOP', () => {
  it.each(Object.keys(kinds))(
    'shows its first whole picture, and nothing broken, until then: %s',
    async (name) => {
      const film = await makeFootage({ ...base, ...kinds[name] });
      const suffix = film.spec.container ?? 'mp4';
      const cut = ['-c', 'copy', '-copyinkf', '-ss', '0.84'];
      const source = await asCut(film, await ffmpegOf(film, { args: cut, suffix }));
      expect(source.frames.length).toBeLessThan(62);
      const edit: JudgedEdit = {
        ...{ rate, ...size, includeAudio: false, sources: [source] },
        clips: [clip(0, 0, 0.8, false), clip(0, 0.02, 2, false)],
      };
      const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'h264' });
      expect(complaints).toEqual([]);
      const warnings = exported.outcome.kind === 'completed' ? exported.outcome.warnings : [];
      expect(warnings.map(({ code }) => code)).toEqual(['BEFORE_KEYFRAME']);
    },
  );
});
