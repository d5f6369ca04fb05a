import { nearestRate, simplestRate, snapFrameRate } from '../../timeline/frame-rate.ts';
import type { PictureTiming } from '../../timeline/picture-timing.ts';
import { add, divide, multiply, rational, toNumber, type Rational } from '../../timeline/rational.ts';
import { jitterSeconds } from './is-constant-rate.ts';

/** Which share of all distances must be alike before they are taken for the rate, lost pictures or not. */
const usualShare = 3 / 4;

/** Where two rates are as near as this to what was measured, as a share, the clock cannot tell which it is. */
const leastTolerance = rational(3, 10_000);

/**
 * The rate at which pictures follow one another: the most frequent distance between neighbours decides, so that
 * lost pictures, pauses and wrong totals in the file's head change nothing. Only where distances vary it is their
 * average. `stated` are rates that the file claims, most trusted first; coarse clocks leave the choice to them.
 * Undefined where there are no two pictures.
 */
export function measureRate(
  { pts, timebase }: Pick<PictureTiming, 'pts' | 'timebase'>,
  stated: readonly Rational[],
): Rational | undefined {
  const gaps = pts
    .subarray(1)
    .map((tick, i) => tick - (pts[i] ?? 0))
    .filter((gap) => gap > 0)
    .sort();
  if (gaps.length === 0) return undefined;
  const usual = usualGaps(gaps, toNumber(timebase));
  const isSteady = usual.length >= usualShare * gaps.length;
  const counted = isSteady ? usual : gaps;
  const ticks = counted.reduce((sum, gap) => sum + gap, 0);
  const measured = divide(rational(counted.length), multiply(rational(BigInt(Math.round(ticks))), timebase));
  if (!isSteady) return snapFrameRate(measured);
  const clockError = rational(3n, 2n * BigInt(Math.round(ticks)));
  const tolerance = add(clockError, leastTolerance);
  return (
    nearestRate(measured, stated.map(snapFrameRate), tolerance) ??
    nearestRate(measured, [snapFrameRate(measured)], tolerance) ??
    simplestRate(measured, clockError)
  );
}

/** Of sorted distances, the most that are alike: apart by no more than jitter, and far from twice as long. */
function usualGaps(sorted: Float64Array, tick: number): Float64Array {
  let best = { from: 0, to: 0 };
  let to = 0;
  for (let from = 0; from < sorted.length; from++) {
    const shortest = sorted[from] ?? 0;
    const jitter = 2 * (jitterSeconds / tick + 1);
    const longest = shortest + Math.max(2, Math.min(jitter, shortest / 2));
    while (to < sorted.length && (sorted[to] ?? 0) <= longest) to++;
    if (to - from > best.to - best.from) best = { from, to };
  }
  return sorted.subarray(best.from, best.to);
}
