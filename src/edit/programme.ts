import { isSameShot, type Shot } from './shot.ts';

/** The shots laid end to end; programme time counts frames from 0. */
export interface Programme {
  readonly shots: readonly Shot[];
  /** The programme frame at which each shot begins. */
  readonly starts: readonly number[];
  readonly total: number;
}

export function programmeOf(shots: readonly Shot[]): Programme {
  const starts: number[] = [];
  let total = 0;
  for (const { from, to } of shots) {
    starts.push(total);
    total += to - from;
  }
  return { shots, starts, total };
}

/** Where in the programme something is. */
export interface ShotPlace {
  readonly index: number;
  readonly shot: Shot;
  /** The programme frame at which the shot begins. */
  readonly start: number;
}

/** The shot on screen at a programme frame; before the first and after the last one, those. */
export function placeAt({ shots, starts }: Programme, frame: number): ShotPlace | undefined {
  let [low, high] = [0, shots.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= frame) low = middle;
    else high = middle - 1;
  }
  const shot = shots[low];
  return shot && { index: low, shot, start: starts[low] ?? 0 };
}

/** The take frame at a programme frame; linear within a shot and beyond the programme's ends. */
export function takeFrameAt(programme: Programme, frame: number): number {
  const place = placeAt(programme, frame);
  return place ? place.shot.from + frame - place.start : frame;
}

/** The nearest cut before or after a frame, not at it; the programme's ends count. */
export function nextCut({ starts, total }: Programme, frame: number, direction: -1 | 1): number {
  const places = [...starts, total];
  if (direction > 0) return places.find((start) => start > frame) ?? total;
  return places.findLast((start) => start < frame) ?? 0;
}

/** The programme frame that lies nearest to `frame` among the candidates and within `reach`, or `frame` itself. */
export function snapped(frame: number, candidates: Iterable<number>, reach: number): number {
  let [best, distance] = [frame, reach];
  for (const candidate of candidates) {
    const away = Math.abs(candidate - frame);
    if (away <= distance && (away < distance || best === frame)) [best, distance] = [candidate, away];
  }
  return best;
}

/** The first frame at which two programmes differ; undefined where they are the same. */
export function firstDifference(before: Programme, after: Programme): number | undefined {
  const { shots } = after;
  const index = shots.findIndex((shot, at) => !isSameShot(shot, before.shots[at]));
  if (index < 0) return before.shots.length === shots.length ? undefined : after.total;
  const [was, now, start] = [before.shots[index], shots[index], after.starts[index] ?? 0];
  if (!was || !now || was.angleId !== now.angleId || was.from !== now.from || was.isSilent !== now.isSilent)
    return start;
  return start + Math.min(was.to - was.from, now.to - now.from);
}
