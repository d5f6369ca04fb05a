import { expect, it } from 'vitest';
import type { PacketList } from '../../../src/planner/facts/build-index.ts';
import { BOUNDARY } from '../../../src/planner/facts/facts.ts';
import { hideUndecodable } from '../../../src/planner/facts/hide-undecodable.ts';
import { rational } from '../../../src/timeline/rational.ts';

const { none, keyframe, idr, cra } = BOUNDARY;

function listOf(kinds: readonly number[], pts: readonly number[]): PacketList {
  return {
    timebase: rational(1, 25),
    pts: Float64Array.from(pts),
    size: new Uint32Array(pts.length),
    boundary: Uint8Array.from(kinds),
    isHidden: new Uint8Array(pts.length),
    endPts: Math.max(...pts) + 1,
  };
}

const hidden = (kinds: readonly number[], pts: readonly number[]): number[] => [
  ...hideUndecodable(listOf(kinds, pts)).isHidden,
];

it('[P36] hides what comes before the first keyframe', () => {
  expect(hidden([none, none, keyframe, none], [0, 1, 2, 3])).toEqual([1, 1, 0, 0]);
});

it('[P36] hides what follows it and is shown before it, unless it is an IDR', () => {
  expect(hidden([none, keyframe, none, none, none], [0, 3, 1, 2, 4])).toEqual([1, 0, 1, 1, 0]);
  expect(hidden([none, idr, none, none], [0, 3, 1, 2])).toEqual([1, 0, 0, 0]);
  expect(hidden([cra, none, none, none], [2, 0, 1, 3])).toEqual([0, 1, 1, 0]);
});

it('[P36] leaves alone what begins with a keyframe, what has none, and what does not mark them', () => {
  expect(hidden([keyframe, none, none], [2, 0, 1])).toEqual([0, 0, 0]);
  expect(hidden([none, none, none], [0, 1, 2])).toEqual([0, 0, 0]);
  const late = Array.from({ length: 1000 }, (_, i) => i);
  expect(
    hidden(
      late.map((i) => (i === 900 ? keyframe : none)),
      late,
    ),
  ).not.toContain(1);
});
