import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutFilmShort, woundFilm } from './footage/damage-film.ts';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage, FootageSpec } from './footage/spec.ts';
import type { JudgedClip } from './oracle/edit.ts';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestExport, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let folder = '';
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-damage-'));
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const base = { seconds: 8, gop: 30, rate: { num: 30, den: 1 }, size: { width: 192, height: 108 } } as const;

const kinds: Record<string, FootageSpec> = {
  'H.264 in MP4': { ...base, camera: 20 },
  'H.264 in Matroska': { ...base, camera: 21, container: 'mkv' },
  'H.264 in a transport stream': { ...base, camera: 22, container: 'ts' },
  'HEVC in MP4': { ...base, camera: 23, codec: 'hevc' },
  'VP9 in WebM': { ...base, camera: 24, codec: 'vp9', container: 'webm' },
  'AV1 in MP4': { ...base, camera: 25, codec: 'av1' },
  'MPEG-2 in a transport stream': {
    ...base,
    camera: 26,
    codec: 'mpeg2',
    container: 'ts',
    audio: { codec: 'mp2' },
  },
  'ProRes in MOV': { ...base, camera: 27, codec: 'prores', container: 'mov', seconds: 6 },
  'MJPEG in AVI': { ...base, camera: 28, codec: 'mjpeg', container: 'avi', audio: { codec: 'pcm' } },
};

const clip = (inSeconds: number, outSeconds: number): JudgedClip => ({
  ...{ source: 0, inSeconds, outSeconds },
  withSound: true,
});

const editOf = (source: Footage, clips: readonly JudgedClip[]): TestExport['edit'] => ({
  ...{ rate: { num: 30, den: 1 }, width: 192, height: 108, includeAudio: true },
  ...{ sources: [source], clips },
});

/** What became of an export: the problem's code and words, or what the oracle has against it. */
async function resultOf(work: TestExport): Promise<{ code: string; message: string; complaints: string[] }> {
  const { exported, complaints } = await exportAsPlanned(studio, work);
  const { outcome } = exported;
  if (outcome.kind !== 'failed') return { code: outcome.kind, message: '', complaints };
  return { code: outcome.problem.code, message: outcome.problem.message, complaints: [] };
}

/** `0:03.120` in seconds. */
function instantIn(message: string): number {
  const [, minutes, seconds] = /(\d+):(\d\d\.\d{3})/.exec(message) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

describe.each(Object.keys(kinds))('%s with noise in the middle', (kind) => {
  let wounded: Footage;
  beforeAll(async () => {
    const film = await makeFootage(kinds[kind] as FootageSpec);
    wounded = await woundFilm(film, folder, {
      atSeconds: 3 + Number(film.clockZero.num) / Number(film.clockZero.den),
      bytes: 6000,
    });
  });

  it('is refused where the noise is used, with the instant', async () => {
    const result = await resultOf({ edit: editOf(wounded, [clip(0.3, 0.6), clip(2.6, 3.6)]), codec: 'h264' });
    expect(result).toMatchObject({ code: 'SOURCE_DAMAGED' });
    expect(result.message).toMatch(/Camera \d+ is damaged at 0:0\d\.\d{3}/);
    expect(Math.abs(instantIn(result.message) - 3)).toBeLessThan(0.2);
  });

  it('is exact where the noise is not used', async () => {
    const clips = [clip(0.3, 1.4), clip(4.6, 5.6)];
    expect(await resultOf({ edit: editOf(wounded, clips), codec: 'h264' })).toMatchObject({
      code: 'completed',
      complaints: [],
    });
  });

  it('is neither copied unseen', async () => {
    const result = await resultOf({ edit: editOf(wounded, [clip(0.3, 5.6)]), codec: 'copy' });
    expect(result).toMatchObject({ code: 'SOURCE_DAMAGED' });
  });
});
