import { mostRise, truePeaksOf, peakMargin, type FramesWithMargin } from './true-peaks.ts';

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
  // Most sound is so low that no wave of it can get there.
  if (!samples.some((value) => Math.abs(value) * mostRise > ceiling)) return undefined;
  const outer = margin - 2 * reach;
  const peaks = truePeaksOf({ samples, margin: outer }, ceiling);
  if (!peaks.some((peak) => peak > ceiling)) return undefined;
  const allowed = peaks.map((peak, i) => {
    // A peak lies between a frame and the next: both are held down.
    const highest = Math.max(peak, peaks[i - 1] ?? 0);
    return highest > ceiling ? ceiling / highest : 1;
  });
  const held = leastWithin(allowed);
  const gains = new Float32Array(peaks.length - 4 * reach).fill(1);
  // Only frames within reach of one that is held down are touched.
  let untouched = 0;
  held.forEach((own, at) => {
    if (own === 1) return;
    for (let frame = Math.max(untouched, at - 2 * reach); frame < Math.min(gains.length, at + 1); frame++) {
      gains[frame] = smoothed(held, frame);
      untouched = frame + 1;
    }
  });
  return gains;
}

/** The mean of what is held around a frame, weighed by the window. */
function smoothed(held: Float32Array, frame: number): number {
  let gain = 0;
  for (let i = 0; i <= 2 * reach; i++) gain += (window[i] ?? 0) * (held[frame + i] ?? 1);
  return gain;
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
