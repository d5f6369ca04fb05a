import type { ViewPlace } from './time-model.ts';
import { lowerBound } from '../shared/lower-bound.ts';
import { createFrameClock } from './frame-clock.ts';
import { add, ceil, divide, isLess, rational, subtract, type Rational } from './rational.ts';
import type { PictureTiming } from './picture-timing.ts';

/** In a frame table: this output frame lies outside the picture and is black. */
export const BLACK = -1;

/** A picture that starts later than this leaves black before it; an earlier one holds its first frame. */
export const lateStart = rational(1, 2);

/** Frames `[start, end)` of a clip, counted from its first, that show one picture, or `BLACK`. */
export interface Hold {
  readonly start: number;
  readonly end: number;
  readonly ordinal: number;
}

/**
 * Which source picture each output frame of a clip shows: the last one whose pts is not after the instant, within
 * the allowance. Worked out where it is asked for: a clip of a day costs no more than its pictures.
 */
export interface FrameTable {
  /** Output frames of the clip. */
  readonly length: number;
  /** The presentation ordinal of the picture on screen in the clip's frame `i`, or `BLACK`. */
  readonly at: (i: number) => number;
  /** The whole clip in order: one hold for each picture that is seen, and for each stretch of black. */
  readonly holds: () => Generator<Hold>;
}

/**
 * A source's times measured by the programme's clock: one whose clock runs by a factor of `speed` is on screen at
 * `t / speed` what it shows at `t` of its own. Exact.
 */
export function retime(timing: PictureTiming, speed: Rational | undefined): PictureTiming {
  if (!speed) return timing;
  const { timebase, pts, origin, end } = timing;
  return {
    timebase: divide(timebase, speed),
    pts,
    origin: divide(origin, speed),
    end: divide(end, speed),
  };
}

/** The frame table of a clip; `rate` is that of the output. With a drift, `timing` is retimed. */
export function readFrames(place: ViewPlace, timing: PictureTiming, rate: Rational): FrameTable {
  const { firstFrame, endFrame } = place;
  const { pts } = timing;
  const length = endFrame - firstFrame;
  const clock = createFrameClock(place, timing, rate);
  const black = blackBorders(timing);
  const frameFrom = (tick: number) => Math.min(length, Math.max(0, clock.frameFrom(tick) - firstFrame));
  const seen =
    pts.length === 0
      ? { from: length, until: length }
      : { from: frameFrom(black.before), until: Math.max(frameFrom(black.before), frameFrom(black.from)) };
  const ordinalAt = (tick: number) => Math.max(0, lowerBound(pts.length, (i) => (pts[i] ?? 0) > tick) - 1);
  return {
    length,
    at: (i) => (i < seen.from || i >= seen.until ? BLACK : ordinalAt(clock.tickAt(firstFrame + i))),
    holds: function* () {
      if (seen.from > 0) yield { start: 0, end: seen.from, ordinal: BLACK };
      let ordinal = seen.from < seen.until ? ordinalAt(clock.tickAt(firstFrame + seen.from)) : 0;
      for (let start = seen.from; start < seen.until;) {
        const next = pts[ordinal + 1];
        const end =
          next === undefined ? seen.until : Math.min(seen.until, clock.frameFrom(next) - firstFrame);
        yield { start, end, ordinal };
        start = end;
        const tick = clock.tickAt(firstFrame + start);
        while ((pts[ordinal + 1] ?? Infinity) <= tick) ordinal++;
      }
      if (seen.until < length) yield { start: seen.until, end: length, ordinal: BLACK };
    },
  };
}

/** Ticks of the frame clock, which holds the allowance, before and from which the output is black. */
function blackBorders({ timebase, pts, origin, end }: PictureTiming): { before: number; from: number } {
  const first = rational(BigInt(pts[0] ?? 0) * timebase.num, timebase.den);
  const startsLate = isLess(lateStart, subtract(first, origin));
  return {
    before: ceilTicks(startsLate ? first : origin, timebase),
    from: ceilTicks(add(origin, end), timebase),
  };
}

function ceilTicks(instant: Rational, timebase: Rational): number {
  return Number(ceil(divide(instant, timebase)));
}
