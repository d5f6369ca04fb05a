/** Values of a track's levels in a second: a syllable has fifteen. */
export const LEVEL_RATE = 100;

/** What digital silence is called, in dB of full scale: less than any microphone has. */
export const SILENCE_DB = -127.5;

/** Hum and footsteps lie below, hiss above; what tells voices apart lies between. In hertz. */
const band = { low: 150, high: 4000 };

/** Takes in a track of sound piece by piece and keeps how loud its voices were. */
export interface LevelMeter {
  /** Raw little-endian 16-bit samples of one channel; one may be cut in two between calls. */
  readonly push: (bytes: Uint8Array) => void;
  /** One byte for each hundredth of a second (`packLevel`); silent after the end of the sound. */
  readonly levels: () => Uint8Array;
}

/** For `count` values of a track at `sampleRate`, which `LEVEL_RATE` must divide. What comes after them is ignored. */
export function createLevelMeter(sampleRate: number, count: number): LevelMeter {
  const levels = new Uint8Array(count).fill(255);
  const perValue = sampleRate / LEVEL_RATE;
  const keep = 1 / (1 + (2 * Math.PI * band.low) / sampleRate);
  const follow = 1 - Math.exp((-2 * Math.PI * band.high) / sampleRate);
  let [at, filled, sum, previous, high, low] = [0, 0, 0, 0, 0, 0];
  let half: number | undefined;
  const close = (): void => {
    if (at < count) levels[at] = packLevel(10 * Math.log10(sum / filled + 1e-13));
    [at, filled, sum] = [at + 1, 0, 0];
  };
  const take = (sample: number): void => {
    const value = sample / 32_768;
    high = keep * (high + value - previous);
    previous = value;
    low += follow * (high - low);
    sum += low * low;
    filled += 1;
    if (filled === perValue) close();
  };
  return {
    push: (bytes) => {
      let first = 0;
      if (half !== undefined && bytes.length > 0) {
        take((((bytes[0] ?? 0) << 24) >> 16) | half);
        [first, half] = [1, undefined];
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (; first + 1 < bytes.length; first += 2) take(view.getInt16(first, true));
      if (first < bytes.length) half = bytes[first];
    },
    levels: () => {
      if (filled > 0) close();
      return levels;
    },
  };
}

/** A level in dB of full scale as one byte, in steps of half a dB: 0 is full scale, 255 is silence. */
export function packLevel(db: number): number {
  return Math.max(0, Math.min(255, Math.round(-2 * db)));
}

/** Packed levels as dB of full scale. */
export function unpackLevels(packed: Uint8Array): Float32Array {
  return Float32Array.from(packed, (byte) => 0 - byte / 2);
}
