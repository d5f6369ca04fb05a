import type { PictureTiming } from '../../timeline/picture-timing.ts';
import { toNumber, type Rational } from '../../timeline/rational.ts';

/** Pictures may lie this far off the grid, in seconds: millisecond containers round by half of one. */
export const jitterSeconds = 0.002;

/** Slower than this, pictures are a slide show: its rate is no rate for an export, in frames per second. */
const slowest = 1;

/**
 * Whether nearly all pictures follow one another at this rate. A few lost frames do not make a rate
 * variable (they are seen picture by picture); every fiftieth does. A single picture has no rate.
 */
export function isConstantRate({ pts, timebase }: PictureTiming, rate: Rational): boolean {
  if (pts.length < 2 || toNumber(rate) < slowest) return false;
  const tick = toNumber(timebase);
  const frame = 1 / toNumber(rate);
  let odd = 0;
  for (let i = 1; i < pts.length; i++) {
    const gap = ((pts[i] ?? 0) - (pts[i - 1] ?? 0)) * tick;
    if (Math.abs(gap - frame) > jitterSeconds + tick) odd++;
  }
  return odd * 50 <= pts.length;
}
