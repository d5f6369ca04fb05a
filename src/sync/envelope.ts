/** Sound is compared at this rate: speech has all that tells it apart below 4 kHz. */
export const SAMPLE_RATE = 8000;

/** Values of an envelope in a second. */
export const ENVELOPE_RATE = 50;

const samplesPerValue = SAMPLE_RATE / ENVELOPE_RATE;

/** Takes in a track of sound piece by piece and keeps how loud it was, fifty times a second. */
export interface LoudnessMeter {
  /** 16-bit samples of `SAMPLE_RATE`. */
  readonly push: (samples: Int16Array) => void;
  /** Mean square of the differences of neighbouring samples (which leaves hum and rumble out), full scale is 1. */
  readonly loudness: () => Float32Array;
  readonly sampleCount: () => number;
}

export function createLoudnessMeter(): LoudnessMeter {
  let values = new Float32Array(4096);
  let count = 0;
  let samples = 0;
  let filled = 0;
  let sum = 0;
  let previous = 0;
  const close = (): void => {
    if (count === values.length) {
      const larger = new Float32Array(2 * count);
      larger.set(values);
      values = larger;
    }
    values[count] = sum / samplesPerValue;
    count += 1;
    filled = 0;
    sum = 0;
  };
  return {
    push: (piece) => {
      for (let i = 0; i < piece.length; i += 1) {
        const value = (piece[i] as number) / 32_768;
        const step = value - 0.95 * previous;
        previous = value;
        sum += step * step;
        filled += 1;
        if (filled === samplesPerValue) close();
      }
      samples += piece.length;
    },
    loudness: () => values.slice(0, count),
    sampleCount: () => samples,
  };
}

/** Nothing on the track is louder than this: −60 dB of full scale, where microphones only hear themselves. */
const silence = 1e-6;

export function isSilent(loudness: Float32Array): boolean {
  return loudness.every((value) => value < silence);
}

/** Half a second on each side: slower changes are the level of a microphone, not the course of a talk. */
const neighbourhood = ENVELOPE_RATE / 2;

/**
 * The course of a track, fit to be compared with that of another microphone: logarithmic, so that level does not
 * matter; cut off at the track's own noise floor; without what changes slowly.
 */
export function envelopeOf(loudness: Float32Array): Float32Array {
  const floor = noiseFloorOf(loudness);
  const course = Float32Array.from(loudness, (value) => Math.log(Math.max(value, floor)));
  const sums = new Float64Array(course.length + 1);
  course.forEach((value, at) => (sums[at + 1] = (sums[at] ?? 0) + value));
  return course.map((value, at) => {
    const from = Math.max(0, at - neighbourhood);
    const to = Math.min(course.length, at + neighbourhood + 1);
    return value - ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
}

/**
 * What the quietest fifth of the track stays below, digital silence left out. Not more: of a steady sound (rain,
 * applause, a fan) the small ups and downs are all there is, and two microphones hear the same ones.
 */
function noiseFloorOf(loudness: Float32Array): number {
  const heard = loudness.filter((value) => value > 1e-10).sort();
  return heard[Math.floor(heard.length / 5)] ?? 1e-10;
}
