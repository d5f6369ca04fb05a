import { makeSincWeights, tapsAround } from '../shared/sinc-weights.ts';

/** Places between two samples that are looked at, as ITU-R BS.1770-4 does at 48 kHz. */
const oversampling = 4;
const weights = makeSincWeights(oversampling);
const channels = 2;

/** Frames around those whose peaks are asked for that have to be there. */
export const peakMargin = tapsAround;

/** Between two samples the wave is at most so many times as high as they are, but for sounds that nobody makes. */
export const mostRise = 2;

/** Interleaved stereo; frame `i` of what is asked for is frame `margin + i` of it. */
export interface FramesWithMargin {
  readonly samples: Float32Array;
  /** At least `peakMargin`, on both sides. */
  readonly margin: number;
}

/**
 * How high the wave itself gets from each frame to the next, on either channel, full scale being 1; exact only above
 * `least`, below it what the samples say.
 */
export function truePeaksOf({ samples, margin }: FramesWithMargin, least: number): Float32Array {
  const frames = Math.max(0, samples.length / channels - 2 * margin);
  const peaks = new Float32Array(frames);
  const worthLooking = least / mostRise;
  for (let channel = 0; channel < channels; channel++) {
    let at = margin * channels + channel;
    let own = Math.abs(samples[at] ?? 0);
    for (let frame = 0; frame < frames; frame++, at += channels) {
      const next = Math.abs(samples[at + channels] ?? 0);
      let peak = peaks[frame] ?? 0;
      if (own > peak) peak = own;
      if ((own > worthLooking || next > worthLooking) && Math.max(own, next) * mostRise > peak)
        peak = Math.max(peak, peakBetween(samples, at));
      peaks[frame] = peak;
      own = next;
    }
  }
  return peaks;
}

/** The highest of the places between the sample `at` and the next one of its channel. */
function peakBetween(samples: Float32Array, at: number): number {
  let peak = 0;
  for (let phase = 1; phase < oversampling; phase++) {
    let value = 0;
    let from = at - (tapsAround - 1) * channels;
    const row = phase * 2 * tapsAround;
    for (let tap = 0; tap < 2 * tapsAround; tap++, from += channels)
      value += (weights[row + tap] ?? 0) * (samples[from] ?? 0);
    peak = Math.max(peak, Math.abs(value));
  }
  return peak;
}
