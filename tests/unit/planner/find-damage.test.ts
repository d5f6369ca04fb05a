import { describe, expect, it } from 'vitest';
import { BOUNDARY, type PictureIndex } from '../../../src/planner/facts/facts.ts';
import { findDamage } from '../../../src/planner/facts/find-damage.ts';
import { rational } from '../../../src/timeline/rational.ts';

/** Pictures at these ticks, decoded in the order in which they are shown. */
function indexOf(pts: readonly number[]): PictureIndex {
  const times = { timebase: rational(1, 30), origin: rational(0), end: rational(pts.length, 30) };
  return {
    timing: { ...times, pts: Float64Array.from(pts) },
    rank: Int32Array.from(pts, (_, ordinal) => ordinal),
    boundary: new Uint8Array(pts.length),
    size: new Uint32Array(pts.length),
  };
}

const ticks = Array.from({ length: 20 }, (_, tick) => tick);
const range = { keyframe: 4, last: 12, untilTick: 13, reorderDepth: 0 };
const evidence = { brokenTicks: [], mayBeUnlisted: false, isCutShort: false };
const decoded = (shown: readonly number[], complaints: readonly number[] = []) =>
  shown.map((pts) => ({ pts, hasComplaint: complaints.includes(pts) }));
const find = (shown: readonly number[], complaints?: readonly number[]) =>
  findDamage(indexOf(ticks), range, { ...evidence, decoded: decoded(shown, complaints) });

describe('damage of pictures', () => {
  it('is none where all of them come out without a word', () => {
    expect(find(ticks)).toBeUndefined();
  });

  it('is the first picture that does not come out', () => {
    expect(find(ticks.filter((tick) => tick !== 7 && tick !== 9))).toBe(7);
  });

  it('is the first picture that is complained of', () => {
    expect(find(ticks, [11, 10])).toBe(10);
  });

  it('does not matter before the keyframe and behind what is used', () => {
    expect(find(ticks, [2, 3, 13, 19])).toBeUndefined();
    expect(find(ticks.filter((tick) => tick > 3 && tick < 13))).toBeUndefined();
  });

  it('is looked for where the decoder is by then: it hands pictures out later than it reads them', () => {
    const work = { ...evidence, decoded: decoded(ticks, [8]) };
    expect(findDamage(indexOf(ticks), { ...range, reorderDepth: 2 }, work)).toBe(10);
  });

  it('is a gap where lost pictures cannot be listed, and none where gaps are meant', () => {
    const gappy = ticks.filter((tick) => tick < 6 || tick > 9);
    const [index, last] = [indexOf(gappy), gappy.indexOf(12)];
    const work = { ...evidence, decoded: decoded(gappy) };
    expect(findDamage(index, { ...range, last }, { ...work, mayBeUnlisted: true })).toBe(6);
    expect(findDamage(index, { ...range, last }, work)).toBeUndefined();
  });

  it('is no long pause after which the pictures go on with a keyframe', () => {
    const paused = [...ticks.slice(0, 8), ...ticks.slice(8).map((tick) => tick + 60)];
    const index = indexOf(paused);
    const work = { ...evidence, decoded: decoded(paused), mayBeUnlisted: true, mayPause: true };
    const used = { ...range, untilTick: 73 };
    expect(findDamage(index, used, work)).toBe(8);
    index.boundary[8] = BOUNDARY.idr;
    expect(findDamage(index, used, work)).toBeUndefined();
    expect(findDamage(index, used, { ...work, brokenTicks: [7] })).toBe(7);
    // Readers of Matroska go on at the next cluster, which begins with a keyframe, whatever they have lost.
    expect(findDamage(index, used, { ...work, mayPause: false })).toBe(8);
  });

  it('is the end of a file that breaks off, if more of it is used', () => {
    const work = { ...evidence, decoded: decoded(ticks), isCutShort: true };
    expect(findDamage(indexOf(ticks), { ...range, last: 19, untilTick: 30 }, work)).toBe(20);
    expect(findDamage(indexOf(ticks), range, work)).toBeUndefined();
  });
});
