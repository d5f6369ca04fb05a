import { truePeaksOf, peakMargin, type FramesWithMargin } from './true-peaks.ts';

/** The gain goes down and up again within so many frames on either side of a peak: 5 ms. */
const reach = 240;

/** Frames around those that are limited that have to be there: what comes out of them depends on nothing else. */
export const limitMargin = 2 * reach + peakMargin;

/** A raised cosine over all that lies within reach; its weights add up to one. */
const window = makeWindow();

function makeWindow(): Float64Array {
  const shape = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 1)) / (reach + 1)),
  );
  const total = shape.reduce((sum, weight) => sum + weight, 0);
  return shape.map((weight) => weight / total);
}

/**
 * The gain of each frame with which the wave stays below the ceiling, both channels alike; undefined where it does
 * anyway. Only around a peak that is too high it is not one: it is as low there as it has to be, and comes and goes as a
 * raised cosine.
 */
export function gainsBelow({ samples, margin }: FramesWithMargin, ceiling: number): Float32Array | undefined {
  const outer = margin - 2 * reach;
  const peaks = truePeaksOf({ samples, margin: outer }, ceiling);
  if (!peaks.some((peak) => peak > ceiling)) return undefined;
  const allowed = peaks.map((peak, i) => {
    // A peak lies between a frame and the next: both are held down.
    const highest = Math.max(peak, peaks[i - 1] ?? 0);
    return highest > ceiling ? ceiling / highest : 1;
  });
  const held = leastWithin(allowed);
  const frames = peaks.length - 4 * reach;
  return Float32Array.from({ length: frames }, (_, frame) => {
    let gain = 0;
    let least = 1;
    for (let i = 0; i <= 2 * reach; i++) {
      const own = held[frame + i] ?? 1;
      gain += (window[i] ?? 0) * own;
      if (own < least) least = own;
    }
    return least === 1 ? 1 : gain;
  });
}

/** For each place that has all its neighbours within reach, the least of them. */
function leastWithin(values: Float32Array): Float32Array {
  const out = new Float32Array(values.length - 2 * reach);
  const waiting: number[] = [];
  let head = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 1;
    while (waiting.length > head && (values[waiting.at(-1) ?? 0] ?? 1) >= value) waiting.pop();
    waiting.push(i);
    if ((waiting[head] ?? 0) < i - 2 * reach) head++;
    if (i >= 2 * reach) out[i - 2 * reach] = values[waiting[head] ?? 0] ?? 1;
  }
  return out;
}
