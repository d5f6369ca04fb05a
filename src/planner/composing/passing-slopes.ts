import type { ClipView } from '../../timeline/edl.ts';
import {
  add,
  compare,
  divide,
  isLess,
  subtract,
  toNumber,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import type { Ramp } from '../plan/plan.ts';
import type { FollowedPassing, ScenePart } from './follow-clips.ts';

/** What a scene shows: views from an instant of the programme on, in seconds, or one colour. */
export type SceneOf = { readonly views: readonly ClipView[]; readonly start: Rational } | 'black' | 'white';

/** One scene passes into another. */
export interface Passing {
  readonly from: SceneOf;
  readonly to: SceneOf;
  /** How much is seen of the second one, 0..1. */
  readonly weight: Ramp;
}

/** A stretch of the programme in which one number changes evenly, in seconds of the programme. */
export interface Slope {
  readonly from: Rational;
  readonly to: Rational;
  /** The number at either end. */
  readonly start: number;
  readonly end: number;
}

export interface PassingSlope extends Slope {
  readonly scenes: Pick<Passing, 'from' | 'to'>;
}

/** One for each part of a passing in which neither scene goes on to another file. `start`: of its clip, in seconds. */
export function slopesOfPassing(
  { kind, cut, reach, before, into }: FollowedPassing,
  start: Rational,
): PassingSlope[] {
  const at = add(start, cut);
  const begin = subtract(zero, reach);
  const sceneAt = (parts: readonly ScenePart[], seconds: Rational): SceneOf => {
    const part = parts.find(({ to }) => isLess(seconds, to));
    return part ? { views: part.views, start: add(at, part.from) } : 'black';
  };
  const slopes = (
    {
      from,
      to,
      shown,
    }: { readonly from: Rational; readonly to: Rational; readonly shown: readonly ScenePart[] },
    scenesAt: (seconds: Rational) => PassingSlope['scenes'],
  ): PassingSlope[] => {
    const inner = shown.map((part) => part.to).filter((end) => isLess(from, end) && isLess(end, to));
    const ends = [...inner.sort(compare), to];
    const share = (seconds: Rational) => toNumber(divide(subtract(seconds, from), subtract(to, from)));
    return ends.flatMap((end, i) => {
      const first = ends[i - 1] ?? from;
      if (!isLess(first, end)) return [];
      const times = { from: add(at, first), to: add(at, end), start: share(first), end: share(end) };
      return [{ ...times, scenes: scenesAt(first) }];
    });
  };
  if (kind === 'dissolve')
    return slopes({ from: begin, to: reach, shown: [...before, ...into] }, (seconds) => ({
      from: sceneAt(before, seconds),
      to: sceneAt(into, seconds),
    }));
  const colour = kind === 'fade-black' ? 'black' : 'white';
  return [
    ...slopes({ from: begin, to: zero, shown: before }, (seconds) => ({
      from: sceneAt(before, seconds),
      to: colour,
    })),
    ...slopes({ from: zero, to: reach, shown: into }, (seconds) => ({
      from: colour,
      to: sceneAt(into, seconds),
    })),
  ];
}
