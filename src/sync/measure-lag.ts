import { SAMPLE_RATE } from './envelope.ts';
import { createFft, type Fft } from './fft.ts';

/** How far a stretch of one track lies behind the same stretch of another. */
export interface MeasuredLag {
  /** Positive where `other` comes later; in samples, and fractions of them. */
  readonly lag: number;
  /** The highest peak over the highest one elsewhere: near 1 for sounds that have nothing in common. */
  readonly sharpness: number;
}

export interface LagMeter {
  /** Both stretches have `length` samples; lags up to `maxLag` either way are looked at. */
  readonly measure: (reference: Float32Array, other: Float32Array, maxLag: number) => MeasuredLag;
}

/** What microphones, rooms and codecs leave of a voice; hum lies below. */
const band = { from: 120, to: 3500 };
/**
 * How much of the spectrum's level is taken out. All of it (1) would let a narrow noise count as much as speech,
 * none would let one vowel's pitch outshine everything.
 */
const whitening = 0.8;
/** A peak has a width; what lies nearer to it than this is still the same, in samples. */
const peakWidth = 0.0015 * SAMPLE_RATE;

/** Generalised cross-correlation of two stretches of `length` samples (a power of two). */
export function createLagMeter(length: number): LagMeter {
  const fft = createFft(2 * length);
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);
  const taper = taperOf(length);
  return {
    measure: (reference, other, maxLag) => {
      re.fill(0);
      im.fill(0);
      for (let i = 0; i < length; i += 1) {
        re[i] = (reference[i] ?? 0) * (taper[i] as number);
        im[i] = (other[i] ?? 0) * (taper[i] as number);
      }
      fft.forward(re, im);
      crossSpectrum(re, im);
      fft.inverse(re, im);
      return highestPeak(re, maxLag, fft);
    },
  };
}

/** Raised cosines over an eighth at both ends. */
function taperOf(length: number): Float64Array {
  const edge = length / 8;
  return Float64Array.from({ length }, (_, i) => {
    const inside = Math.min(i, length - 1 - i);
    return inside >= edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * inside) / edge);
  });
}

/**
 * In place: from the transform of `reference + i · other` to the whitened cross-spectrum `conj(R) · O`. With
 * `Z` that transform, `R = (Z[k] + conj Z[−k]) / 2` and `O = (Z[k] − conj Z[−k]) / 2i`.
 */
function crossSpectrum(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  const [first, last] = [binOf(band.from, size), binOf(band.to, size)];
  for (let k = 0; k <= size / 2; k += 1) {
    const mirror = (size - k) % size;
    let real = 0;
    let imaginary = 0;
    if (k >= first && k <= last) {
      const zr = re[k] as number;
      const zi = im[k] as number;
      const mr = re[mirror] as number;
      const mi = im[mirror] as number;
      const rr = zr + mr;
      const ri = zi - mi;
      const or = zi + mi;
      const oi = mr - zr;
      const level = ((rr * rr + ri * ri) * (or * or + oi * oi)) ** (whitening / 2) || 1;
      real = (rr * or + ri * oi) / level;
      imaginary = (rr * oi - ri * or) / level;
    }
    re[k] = real;
    im[k] = imaginary;
    re[mirror] = real;
    im[mirror] = -imaginary;
  }
}

function binOf(frequency: number, size: number): number {
  return Math.round((frequency * size) / SAMPLE_RATE);
}

function highestPeak(course: Float64Array, maxLag: number, { size }: Fft): MeasuredLag {
  const valueAt = (lag: number): number => course[(lag + size) % size] as number;
  let best = 0;
  for (let lag = -maxLag; lag <= maxLag; lag += 1) if (valueAt(lag) > valueAt(best)) best = lag;
  let second = 0;
  for (let lag = -maxLag; lag <= maxLag; lag += 1) {
    if (Math.abs(lag - best) > peakWidth) second = Math.max(second, valueAt(lag));
  }
  const [before, at, after] = [valueAt(best - 1), valueAt(best), valueAt(best + 1)];
  const bend = before - 2 * at + after;
  const fraction = bend < 0 ? (0.5 * (before - after)) / bend : 0;
  const isPeak = at > 0;
  return {
    lag: best + Math.max(-0.5, Math.min(0.5, fraction)),
    sharpness: isPeak ? Math.min(100, at / Math.max(second, at / 100)) : 0,
  };
}
