import type { WindowShape } from './aac-window.ts';
import { viewOf } from '../read/box.ts';

const slopeSamples = 1024;
/** Of the Kaiser-Bessel-derived window of long packets (ISO/IEC 14496-3). */
const kbdAlpha = 4;

/**
 * Rewrites the 1024 samples in which two packets overlap, so that an encoder whose windows have the shape `encoded`
 * makes of them what one with the shape `heard` makes of the samples as they are. A packet keeps half of what its
 * slope covers, the two sums of mirrored pairs; turning each pair by the angle between the slopes swaps one pair of
 * sums for the other, which loses nothing. `samples` are interleaved 16-bit frames and are changed.
 */
export function turnSlope(
  samples: Uint8Array,
  { channels, heard, encoded }: { channels: number; heard: WindowShape; encoded: WindowShape },
): void {
  if (heard === encoded) return;
  const view = viewOf(samples);
  const [from, to] = [risingSlope(heard), risingSlope(encoded)];
  for (let n = 0; n < slopeSamples / 2; n++) {
    const mirrored = slopeSamples - 1 - n;
    const angle = Math.atan2(from[mirrored] ?? 0, from[n] ?? 0) - Math.atan2(to[mirrored] ?? 0, to[n] ?? 0);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let channel = 0; channel < channels; channel++) {
      const [at, across] = [2 * (n * channels + channel), 2 * (mirrored * channels + channel)];
      const [a, b] = [view.getInt16(at, true), view.getInt16(across, true)];
      view.setInt16(at, clip(cos * a - sin * b), true);
      view.setInt16(across, clip(sin * a + cos * b), true);
    }
  }
}

function clip(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}

/** The first half of a long window. */
function risingSlope(shape: WindowShape): Float64Array {
  if (shape === 'sine')
    return Float64Array.from({ length: slopeSamples }, (_, n) =>
      Math.sin((Math.PI / (2 * slopeSamples)) * (n + 0.5)),
    );
  const kernel = Float64Array.from({ length: slopeSamples + 1 }, (_, n) =>
    bessel(Math.PI * kbdAlpha * Math.sqrt(1 - ((2 * n) / slopeSamples - 1) ** 2)),
  );
  const total = kernel.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  return Float64Array.from({ length: slopeSamples }, (_, n) => Math.sqrt((sum += kernel[n] ?? 0) / total));
}

/** The modified Bessel function of the first kind and order 0. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-16; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
