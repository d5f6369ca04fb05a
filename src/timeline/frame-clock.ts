import type { PictureTiming } from './picture-timing.ts';
import { add, divide, floorDivide, toNumber, type Rational } from './rational.ts';
import { allowanceOf, type ViewPlace } from './time-model.ts';

/** Between output frames of a clip and ticks of its source. */
export interface FrameClock {
  /** `floor((k/F + shift + origin + allowance) / timebase)`: the last tick that is "not after" output frame *k*. */
  readonly tickAt: (frame: number) => number;
  /** The first output frame whose tick is not before this one. */
  readonly frameFrom: (tick: number) => number;
}

/** Below this doubles hold every integer, sums of two included. */
const exact = 2 ** 52;

export function createFrameClock(place: ViewPlace, timing: PictureTiming, rate: Rational): FrameClock {
  const { timebase, origin } = timing;
  // One common denominator, so that a frame costs one multiplication and one division.
  const offset = add(add(place.shift, origin), allowanceOf(rate));
  const scale = rate.num * offset.den * timebase.num;
  const perFrame = rate.den * offset.den * timebase.den;
  const base = offset.num * rate.num * timebase.den;
  const end = Math.ceil(toNumber(divide(add(origin, timing.end), timebase)));
  const ticks = [timing.pts[0] ?? 0, timing.pts.at(-1) ?? 0, end].map(Math.abs);
  const lastTick = BigInt(Math.ceil(Math.max(...ticks)));
  const largest = [BigInt(place.endFrame) * perFrame, base, (lastTick + 1n) * scale, scale, perFrame];
  const isExact = largest.every((size) => Math.abs(Number(size)) < exact);
  return isExact
    ? clockOfNumbers(Number(scale), Number(perFrame), Number(base))
    : {
        tickAt: (frame) => Number(floorDivide(BigInt(frame) * perFrame + base, scale)),
        frameFrom: (tick) => Number(-floorDivide(base - BigInt(tick) * scale, perFrame)),
      };
}

function clockOfNumbers(scale: number, perFrame: number, base: number): FrameClock {
  return {
    tickAt: (frame) => floorOf(frame * perFrame + base, scale),
    frameFrom: (tick) => -floorOf(base - tick * scale, perFrame),
  };
}

/** A quotient of doubles may be rounded up to the next integer; its remainder tells. */
function floorOf(dividend: number, divisor: number): number {
  const quotient = Math.floor(dividend / divisor);
  const rest = dividend - quotient * divisor;
  if (rest < 0) return quotient - 1;
  return rest >= divisor ? quotient + 1 : quotient;
}
