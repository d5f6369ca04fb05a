import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { footageMatrix } from './footage/matrix.ts';
import type { Footage, FootageSpec } from './footage/spec.ts';
import { wireRate } from './oracle/edit.ts';
import type { JudgedClip, JudgedEdit } from './oracle/edit.ts';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { toFloat } from './oracle/rational.ts';

type Film = readonly [name: string, spec: FootageSpec];

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

function batches(films: readonly Film[], size: number): [string, readonly Film[]][] {
  const count = Math.ceil(films.length / size);
  return Array.from({ length: count }, (_, at) => {
    const batch = films.slice(at * size, (at + 1) * size);
    return [batch.map(([name]) => name).join(', '), batch];
  });
}

const film = (films: readonly Film[]): Promise<Footage[]> =>
  Promise.all(films.map(([, spec]) => makeFootage(spec)));

const SIZE = { width: 192, height: 108 };

/** A piece out of the middle and the last of every film, off every grid. */
function middlesAndEnds(sources: readonly Footage[]): JudgedClip[] {
  const middles = sources.map((_, source) => ({ source, inSeconds: 0.7123, outSeconds: 1.7 + source / 100 }));
  const ends = sources.map((footage, source) => {
    const end = toFloat(footage.pictureEnd);
    return {
      source,
      inSeconds: Math.round((end - 0.5) * 1e6) / 1e6,
      outSeconds: Math.round(end * 1e3) / 1e3,
    };
  });
  return [...middles, ...ends.reverse()].map((clip) => ({ ...clip, withSound: true }));
}

describe('every kind of footage is encoded exactly', () => {
  it.each(batches(footageMatrix, 7))('%s', async (_, films) => {
    const sources = await film(films);
    const edit = { ...{ rate: { num: 30, den: 1 }, ...SIZE, includeAudio: true }, sources };
    const work = { edit: { ...edit, clips: middlesAndEnds(sources) }, codec: 'h264' } as const;
    const { complaints } = await exportAsPlanned(studio, work);
    expect(complaints).toEqual([]);
  });
});

/** From before the second keyframe to nearly the end: what lies behind the keyframe can be copied. */
function longClips(sources: readonly Footage[]): JudgedClip[] {
  return sources.map((footage, source) => {
    const outSeconds = Math.round((toFloat(footage.pictureEnd) - 0.1234) * 1e6) / 1e6;
    return { source, inSeconds: 0.4123, outSeconds, withSound: true };
  });
}

async function copyEdit(films: readonly Film[]): Promise<JudgedEdit> {
  const sources = await film(films);
  const [, spec] = films[0] ?? ['', undefined];
  const size = spec?.size ?? SIZE;
  const rate = spec?.rate ?? { num: 30_000, den: 1001 };
  return { rate, ...size, sources, clips: longClips(sources), includeAudio: true };
}

const isH264 = ({ codec = 'h264' }: FootageSpec): boolean => codec === 'h264';
const isUpright = (spec: FootageSpec): boolean => !spec.rotation && !spec.mirrored;
const isConstant = (spec: FootageSpec): boolean => !spec.vfr;
const isCopied = ([, spec]: Film): boolean =>
  ['h264', 'hevc', 'vp9', 'av1'].includes(spec.codec ?? 'h264') &&
  isUpright(spec) &&
  isConstant(spec) &&
  !spec.interlaced &&
  !spec.openGop &&
  !/^(yuva|yuv444)/.test(spec.pixelFormat ?? '');
const isOrdinary = ([, spec]: Film): boolean =>
  isH264(spec) && spec.size?.width === 192 && !spec.rate && !spec.pixelFormat && !spec.colour && !spec.sar;

describe('cameras of one kind are spliced exactly', () => {
  const ordinary = footageMatrix.filter((entry) => isCopied(entry) && isOrdinary(entry));

  it.each(batches(ordinary, 6))('%s', async (_, films) => {
    const { complaints, exported } = await exportAsPlanned(studio, {
      edit: await copyEdit(films),
      codec: 'copy',
    });
    expect(complaints).toEqual([]);
    expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(films.length * 15);
  });
});

describe('a film that is like no other is spliced with itself exactly', () => {
  const special = footageMatrix.filter((entry) => isCopied(entry) && !isOrdinary(entry));

  it.each(special)('%s', async (name, spec) => {
    const edit = await copyEdit([[name, spec]]);
    const { complaints, exported } = await exportAsPlanned(studio, { edit, codec: 'copy' });
    expect(complaints, `at ${wireRate(edit.rate)}`).toEqual([]);
    expect(
      exported.updates.at(-1)?.plan?.copiedFrames,
      exported.updates.at(-1)?.plan?.summary,
    ).toBeGreaterThan(0);
  });
});
