import { describe, expect, it } from 'vitest';
import type { Footage } from '../footage/spec.ts';
import {
  contiguousSwitches,
  jumpCuts,
  negativeStart,
  oneFrameClips,
  pastTheEnd,
  podcast,
  repeatedPiece,
  reversedPieces,
} from './cut-lists.ts';
import { exactRate } from './edit.ts';
import type { JudgedClip, JudgedEdit } from './edit.ts';
import { BLACK } from './frame-code.ts';
import { ratio } from './rational.ts';
import { timeModel } from './time-model.ts';

/** A source that never was: frames at the given ms, all else as small as it can be. */
function paper(timesMs: readonly number[], endMs: number): Footage {
  return {
    ...{ path: '/nowhere.mp4', spec: { camera: 0 }, camera: 0, display: { width: 16, height: 9 } },
    frames: timesMs.map((ms, code) => ({ pts: ratio(ms, 1000), code })),
    ...{ clockZero: ratio(0), pictureEnd: ratio(endMs, 1000), audio: null },
  };
}

function shown(
  source: Footage,
  rate: JudgedEdit['rate'],
  clips: readonly (readonly [number, number])[],
): number[] {
  const wire = clips.map(([inSeconds, outSeconds]) => ({
    source: 0,
    inSeconds,
    outSeconds,
    withSound: false,
  }));
  const size = { width: 16, height: 9, includeAudio: false };
  return timeModel({ rate, sources: [source], clips: wire, ...size }).map(({ ordinal }) => ordinal);
}

const B = BLACK;
const every = (count: number, stepMs: number): number[] =>
  Array.from({ length: count }, (_, at) => at * stepMs);

describe('the time model, by hand', () => {
  const ten = { num: 10, den: 1 };
  const tens = paper(every(10, 100), 1000);

  it.each<[string, number[], number[]]>([
    [
      'cuts on the grid',
      shown(tens, ten, [
        [0.2, 0.4],
        [0.7, 0.9],
      ]),
      [2, 3, 7, 8],
    ],
    // T = 0.15: frame 1 (0.1) is still the first clip's, frame 2 (0.2) lies 0.05 into the second.
    [
      'a cut between frames',
      shown(tens, ten, [
        [0, 0.15],
        [0.5, 0.7],
      ]),
      [0, 1, 5, 6],
    ],
    // 0.15 + 0.15 are three frames, not two times two: nothing is rounded clip by clip.
    [
      'two odd clips',
      shown(tens, ten, [
        [0, 0.15],
        [0, 0.15],
      ]),
      [0, 1, 0],
    ],
    ['an in-point between frames', shown(tens, ten, [[0.25, 0.45]]), [2, 3]],
    [
      'a cut 1 ms after the grid counts as on it',
      shown(tens, ten, [
        [0, 0.201],
        [0.5, 0.7],
      ]),
      [0, 1, 5, 6],
    ],
    [
      'a cut 3 ms after the grid does not',
      shown(tens, ten, [
        [0, 0.203],
        [0.5, 0.697],
      ]),
      [0, 1, 2, 5],
    ],
    [
      'a clip that is over before its first frame',
      shown(tens, ten, [
        [0, 0.11],
        [0.5, 0.55],
        [0.8, 1],
      ]),
      [0, 1, 8, 9],
    ],
    ['a start below zero', shown(tens, ten, [[-0.2, 0.1]]), [B, B, 0]],
    ['an end beyond the source', shown(tens, ten, [[0.8, 1.2]]), [8, 9, B, B]],
    ['a source of half the rate', shown(paper(every(5, 200), 1000), ten, [[0.1, 0.6]]), [0, 1, 1, 2, 2]],
    ['a source of twice the rate', shown(paper(every(20, 50), 1000), ten, [[0.05, 0.35]]), [1, 3, 5]],
    ['a hole', shown(paper([0, 100, 700], 1000), ten, [[0, 0.9]]), [0, 1, 1, 1, 1, 1, 1, 2, 2]],
    [
      'a picture 0.3 s late is held back to zero',
      shown(paper([300, 400], 500), ten, [[0, 0.5]]),
      [0, 0, 0, 0, 1],
    ],
    ['a picture 0.6 s late is black before', shown(paper([600, 700], 800), ten, [[0.4, 0.8]]), [B, B, 0, 1]],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('on the very edge of the allowance both neighbours are right, a microsecond inside only one', () => {
    const targets = (inSeconds: number) =>
      timeModel({
        ...{ rate: ten, width: 16, height: 9, sources: [tens], includeAudio: false },
        clips: [{ source: 0, inSeconds, outSeconds: inSeconds + 0.1, withSound: false }],
      })[0];
    expect(targets(0.298)).toMatchObject({ ordinal: 3, alsoRight: 2 });
    expect(targets(0.298_002)).toEqual({ clip: 0, source: 0, ordinal: 3 });
    expect(targets(0.297_998)).toEqual({ clip: 0, source: 0, ordinal: 2 });
  });

  it('29.97 means 30000/1001: ten minutes of it are 17982 frames', () => {
    const long = paper([0], 600_000);
    // 17982.02 frames: what is over lasts 0.6 ms, and that is within the allowance.
    expect(shown(long, exactRate(29.97), [[0, 600]])).toHaveLength(17_982);
    expect(exactRate(23.976)).toEqual({ num: 24_000, den: 1001 });
    expect(exactRate(59.94)).toEqual({ num: 60_000, den: 1001 });
    expect(shown(long, { num: 30, den: 1 }, [[0, 600]])).toHaveLength(18_000);
  });
});

describe('cut lists', () => {
  const room = { seed: 11, sources: 3, sourceSeconds: 20 };
  const length = (clips: readonly JudgedClip[]): number =>
    clips.reduce((sum, { inSeconds, outSeconds }) => sum + outSeconds - inSeconds, 0);

  it('are the same for the same seed and others for another', () => {
    expect(jumpCuts(room, 20)).toEqual(jumpCuts(room, 20));
    expect(jumpCuts(room, 20)).not.toEqual(jumpCuts({ ...room, seed: 12 }, 20));
  });

  it('switch cameras at the same instant, on the grid where there is one', () => {
    const clips = contiguousSwitches({ ...room, frameSeconds: 0.04 }, 9);
    clips.slice(1).forEach((clip, at) => {
      expect(clip.inSeconds).toBe(clips[at]?.outSeconds);
      expect(clip.source).not.toBe(clips[at]?.source);
      expect(Math.abs(clip.inSeconds / 0.04 - Math.round(clip.inSeconds / 0.04))).toBeLessThan(1e-4);
    });
    expect(reversedPieces({ ...room, frameSeconds: 0.04 }, 9)).toEqual(clips.toReversed());
  });

  it('have 155 clips and 20 minutes for a podcast', () => {
    expect(podcast(room)).toHaveLength(155);
    expect(length(podcast(room))).toBeCloseTo(1200, 1);
    expect(podcast(room).every(({ outSeconds }) => outSeconds <= 20)).toBe(true);
  });

  it('reach outside, repeat, and last one frame where they say so', () => {
    expect(negativeStart(room).some(({ inSeconds }) => inSeconds < 0)).toBe(true);
    expect(pastTheEnd(room).some(({ outSeconds }) => outSeconds > 20)).toBe(true);
    expect(new Set(repeatedPiece(room, 4).map((clip) => JSON.stringify(clip))).size).toBe(1);
    expect(length(oneFrameClips(room, 4, 0.04).slice(1, 2))).toBeCloseTo(0.04, 5);
  });
});
