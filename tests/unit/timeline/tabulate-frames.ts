import type { PictureTiming } from '../../../src/timeline/picture-timing.ts';
import { BLACK } from '../../../src/timeline/frame-table.ts';
import { allowanceOf, type ViewPlace } from '../../../src/timeline/time-model.ts';
import {
  add,
  ceil,
  divide,
  floorDivide,
  isLess,
  rational,
  subtract,
  type Rational,
} from '../../../src/timeline/rational.ts';

const lateStart = rational(1, 2);

/**
 * The frame table row by row, as the contract words it: what `readFrames` has to agree with.
 * Which source picture each output frame of a clip shows: element *i* belongs to output frame
 * `firstFrame + i` and holds the presentation ordinal of the picture on screen, or `BLACK`.
 * The picture on screen is the last one whose pts is not after the instant, within the allowance.
 */
export function tabulateFrames(place: ViewPlace, timing: PictureTiming, rate: Rational): Int32Array {
  const table = new Int32Array(place.endFrame - place.firstFrame);
  if (timing.pts.length === 0) return table.fill(BLACK);
  const tickOf = tickClock(place, timing, rate);
  const black = blackBorders(timing);
  let ordinal = 0;
  for (let i = 0; i < table.length; i++) {
    const tick = tickOf(place.firstFrame + i);
    ordinal = advance(timing.pts, ordinal, tick);
    table[i] = tick < black.before || tick >= black.from ? BLACK : ordinal;
  }
  return table;
}

/** `frame → floor((k/F + shift + origin + allowance) / timebase)`: the last tick that is "not after" that frame. */
function tickClock(place: ViewPlace, timing: PictureTiming, rate: Rational): (frame: number) => number {
  const { timebase, origin } = timing;
  // One common denominator, so that the loop costs one multiplication and one division a frame.
  const offset = add(add(place.shift, origin), allowanceOf(rate));
  const scale = rate.num * offset.den * timebase.num;
  const perFrame = rate.den * offset.den * timebase.den;
  const base = offset.num * rate.num * timebase.den;
  return (frame) => Number(floorDivide(BigInt(frame) * perFrame + base, scale));
}

function advance(pts: Float64Array, from: number, tick: number): number {
  let ordinal = from;
  while (ordinal + 1 < pts.length && (pts[ordinal + 1] ?? Infinity) <= tick) ordinal++;
  return ordinal;
}

/** Ticks (of the clock above, which holds the allowance) before and from which the output is black. */
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
