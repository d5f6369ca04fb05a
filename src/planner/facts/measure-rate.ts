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
  const { frames, ticks } = isSteady ? withLosses(usual, gaps) : { frames: gaps.length, ticks: sumOf(gaps) };
  const measured = divide(rational(frames), multiply(rational(BigInt(Math.round(ticks))), timebase));
  if (!isSteady) return snapFrameRate(measured);
  const clockError = rational(3n, 2n * BigInt(Math.round(ticks)));
  const tolerance = add(clockError, leastTolerance);
  return (
    nearestRate(measured, stated.map(snapFrameRate), tolerance) ??
    nearestRate(measured, [snapFrameRate(measured)], tolerance) ??
    simplestRate(measured, clockError)
  );
}

/** Gaps of more lost pictures than this are pauses. */
const mostLost = 16;

/**
 * How many frames the recording took, and how long: the usual distances, and those in which pictures were lost. Without
 * these a coarse clock misleads: 120 frames a second are 8, 8 and 9 ms, and chance may lose more of the one than of the other.
 */
function withLosses(usual: Float64Array, gaps: Float64Array): { frames: number; ticks: number } {
  const frame = sumOf(usual) / usual.length;
  let frames = usual.length;
  let ticks = sumOf(usual);
  const longest = usual.at(-1) ?? 0;
  for (const gap of gaps) {
    const count = Math.round(gap / frame);
    if (gap <= longest || count > mostLost || Math.abs(gap - count * frame) > maxRounding) continue;
    frames += count;
    ticks += gap;
  }
  return { frames, ticks };
}

/** Ticks: each end of a gap is rounded by up to half a one, and so is what a frame was measured by. */
const maxRounding = 1.5;

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
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
