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

/** Without sound: a file without clock (AVI) or with a coarse one (Matroska) loses it with its packets. */
const editOf = (source: Footage, clips: readonly JudgedClip[]): TestExport['edit'] => ({
  ...{ rate: { num: 30, den: 1 }, width: 192, height: 108, includeAudio: false },
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
      bytes: 12_000,
    });
  });

  it('[R36] is refused where the noise is used, with the instant', async () => {
    const result = await resultOf({ edit: editOf(wounded, [clip(0.3, 0.6), clip(2.6, 3.6)]), codec: 'h264' });
    expect(result).toMatchObject({ code: 'SOURCE_DAMAGED' });
    expect(result.message).toMatch(/Camera \d+ is damaged at 0:0\d\.\d{3}/);
    expect(Math.abs(instantIn(result.message) - 3)).toBeLessThan(0.2);
  });

  it('[R36] is exact where the noise is not used', async () => {
    const clips = [clip(0.3, 1.4), clip(4.6, 5.6)];
    expect(await resultOf({ edit: editOf(wounded, clips), codec: 'h264' })).toMatchObject({
      code: 'completed',
      complaints: [],
    });
  });

  it('is not copied unseen either', async () => {
    const result = await resultOf({ edit: editOf(wounded, [clip(0.3, 5.6)]), codec: 'copy' });
    expect(result).toMatchObject({ code: 'SOURCE_DAMAGED' });
  });
});

describe('sound with noise in the middle', () => {
  let wounded: Footage;
  beforeAll(async () => {
    const film = await makeFootage({ ...base, camera: 29 });
    wounded = await woundFilm(film, folder, { atSeconds: 5, bytes: 40, track: 'a:0' });
  });
  const heard = (clips: readonly JudgedClip[]) => ({ ...editOf(wounded, clips), includeAudio: true });

  it('is refused where it is heard, with the instant', async () => {
    const result = await resultOf({ edit: heard([clip(4.6, 5.6)]), codec: 'h264' });
    expect(result.message).toMatch(/^The sound of Camera 29 is damaged at 0:0[45]\.\d{3}\.$/);
    expect(result.code).toBe('SOURCE_DAMAGED');
    expect(Math.abs(instantIn(result.message) - 5)).toBeLessThan(0.1);
  });

  it.each([
    ['is not heard', [clip(0.5, 4.2), clip(6, 7.5)]],
    ['is muted', [{ ...clip(4.6, 5.6), withSound: false }, clip(6, 7)]],
  ] as const)('does not matter where it %s', async (_, clips) => {
    const result = await resultOf({ edit: heard(clips), codec: 'h264' });
    expect(result).toMatchObject({ code: 'completed', complaints: [] });
  });
});

describe('a film of which the end is missing', () => {
  let short: Footage;
  beforeAll(async () => {
    const film = await makeFootage({ ...base, camera: 30, extraArgs: ['-movflags', '+faststart'] });
    short = await cutFilmShort(film, folder, 0.6);
  });

  it('is refused behind where it breaks off', async () => {
    const result = await resultOf({ edit: editOf(short, [clip(1, 2), clip(3.5, 6)]), codec: 'h264' });
    expect(result).toMatchObject({ code: 'SOURCE_DAMAGED' });
    expect(result.message).toMatch(/^The picture of Camera 30 is damaged at 0:0[45]\.\d{3}/);
  });

  it.each(['h264', 'copy'] as const)('is exact before that (%s)', async (codec) => {
    const result = await resultOf({ edit: editOf(short, [clip(1, 2), clip(0.3, 3.5)]), codec });
    expect(result).toMatchObject({ code: 'completed', complaints: [] });
  });
});

describe('what is no film', () => {
  const files: Record<string, () => Promise<Uint8Array | string>> = {
    'nothing at all': () => Promise.resolve(''),
    'a text': () => Promise.resolve('Dear editor,\nthis is not a film.\n'.repeat(50)),
    noise: () => Promise.resolve(Uint8Array.from({ length: 9000 }, (_, at) => (at * 7919) % 251)),
  };

  it.each(Object.keys(files))('%s is refused by its name', async (kind) => {
    const film = await makeFootage({ ...base, camera: 30 });
    const path = join(folder, `${kind}.mp4`);
    await writeFile(path, (await files[kind]?.()) ?? '');
    const result = await resultOf({ edit: editOf({ ...film, path }, [clip(1, 2)]), codec: 'h264' });
    expect(result).toMatchObject({ code: 'SOURCE_NOT_MEDIA' });
    expect(result.message).toBe('Camera 30 is not a video file that can be read.');
  });

  it('a film whose index was never written is refused by its name', async () => {
    const film = await cutFilmShort(await makeFootage({ ...base, camera: 31 }), folder, 0.7);
    const result = await resultOf({ edit: editOf(film, [clip(1, 2)]), codec: 'h264' });
    expect(result).toMatchObject({ code: 'SOURCE_NOT_MEDIA' });
  });
});
