/** So many samples are made one, 6,000 a second: above 3 kHz codecs put noise in the place of noise. */
const summed = 8;

/** Weights that leave what is below 2 kHz: a Blackman window. What is above 20 kHz, codecs remove. */
const smooth = makeSmooth(5 * summed + 1);

function makeSmooth(length: number): Float64Array {
  const weights = Float64Array.from({ length }, (_, i) => {
    const turn = (2 * Math.PI * i) / (length - 1);
    return 0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** What lies below is left out, in Hz: codecs remove it. */
const lowestHz = 60;

/** Farther from where it belongs sound is in the wrong place, in seconds. */
const tolerance = 0.001;

/** Below this effective value of 16-bit samples there is nothing to recognise. */
const inaudible = 30;

/** A tenth of the amplitude that went in, or less, is no sound. */
const leastShare = 0.1;

/** Correlations from which on a place is recognised, and how much better a wrong one must fit than the right one. */
const recognised = 0.5;
const surely = 0.8;
/** Below this nothing of what went in is recognised anywhere. */
const strange = 0.25;

export interface SoundWindow {
  readonly sampleRate: number;
  readonly channels: number;
  /** What went in, interleaved. */
  readonly expected: Int16Array;
  /** What is heard there, and `margin` frames before and after it. */
  readonly heard: Int16Array;
  readonly margin: number;
}

export type WindowVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unlike' }
  /** Positive: it is heard too late. */
  | { readonly kind: 'displaced'; readonly seconds: number };

/** Finds where around its place a stretch of sound is heard. Sound that repeats itself may stand on any repetition. */
export function judgeWindow({ sampleRate, channels, expected, heard, margin }: SoundWindow): WindowVerdict {
  const wanted = bandOf(expected, { sampleRate, channels });
  const found = bandOf(heard, { sampleRate, channels });
  const energy = energyOf(wanted);
  const length = wanted[0]?.length ?? 0;
  if (energy <= inaudible ** 2 * length * channels) return { kind: 'quiet' };
  const middle = Math.round(margin / summed);
  const own = energyOf(found.map((wave) => wave.subarray(middle, middle + length)));
  if (own < leastShare ** 2 * energy) return { kind: 'missing' };
  const near = Math.floor((tolerance * sampleRate) / summed);
  let [inside, outside, place] = [0, 0, 0];
  for (let lag = -middle; lag <= (found[0]?.length ?? 0) - length - middle; lag++) {
    const fit = fitAt(wanted, found, middle + lag) / Math.sqrt(energy);
    if (Math.abs(lag) <= near) inside = Math.max(inside, fit);
    else if (fit > outside) [outside, place] = [fit, lag];
  }
  if (outside >= recognised && inside < surely * outside)
    return { kind: 'displaced', seconds: (place * summed) / sampleRate };
  return { kind: Math.max(inside, outside) < strange ? 'unlike' : 'right' };
}

/** How loud a stretch is, as far as it can be recognised by. */
export function loudnessOf(samples: Int16Array, format: { sampleRate: number; channels: number }): number {
  return energyOf(bandOf(samples, format));
}

/** Each channel by itself, without what is very low or high: sums of neighbours, less their slow movement. */
function bandOf(
  samples: Int16Array,
  { sampleRate, channels }: { sampleRate: number; channels: number },
): Float64Array[] {
  const length = Math.max(0, Math.floor((samples.length / channels - smooth.length) / summed));
  const kept = 1 - (2 * Math.PI * lowestHz * summed) / sampleRate;
  return Array.from({ length: channels }, (_, channel) => {
    const wave = new Float64Array(length);
    for (let i = 0; i < length; i++)
      smooth.forEach((weight, k) => {
        wave[i] = (wave[i] ?? 0) + weight * (samples[(i * summed + k) * channels + channel] ?? 0);
      });
    for (let pass = 0; pass < 2; pass++) removeSlow(wave, kept);
    return wave;
  });
}

/** Changes the wave in its place. */
function removeSlow(wave: Float64Array, kept: number): void {
  let [before, value] = [wave[0] ?? 0, 0];
  wave.forEach((now, i) => {
    value = kept * (value + now - before);
    before = now;
    wave[i] = value;
  });
}

function energyOf(waves: readonly Float64Array[]): number {
  return waves.reduce((total, wave) => wave.reduce((sum, value) => sum + value * value, total), 0);
}

/** What is wanted times what is found from `from` on, as a share of the latter's amplitude. */
function fitAt(wanted: readonly Float64Array[], found: readonly Float64Array[], from: number): number {
  let [product, energy] = [0, 0];
  wanted.forEach((wave, channel) => {
    const other = found[channel] ?? wave;
    for (let i = 0; i < wave.length; i++) {
      const value = other[from + i] ?? 0;
      product += (wave[i] ?? 0) * value;
      energy += value * value;
    }
  });
  return energy > 0 ? product / Math.sqrt(energy) : 0;
}
