import { LEVEL_RATE, SILENCE_DB } from './levels.ts';

/** A microphone: its levels in its own time, and how that goes with the take's. */
export interface VoiceTrack {
  /** Whose microphone it is. */
  readonly speaker: string;
  /** dB of full scale, `LEVEL_RATE` a second from the source's time zero. */
  readonly levels: Float32Array;
  /** `source = offsetSeconds + take × (1 + driftPpm / 1,000,000)`. */
  readonly offsetSeconds: number;
  readonly driftPpm: number;
}

/** A part of the take in seconds, `[from, to)`. */
export interface TakePart {
  readonly from: number;
  readonly to: number;
}

/** The power of a track (full scale is 1) for each hundredth of a second of a part of the take; 0 where it has nothing. */
export type Power = Float32Array;

/** Between neighbouring values nothing is made up: a syllable's edge is as sharp as it was recorded. */
export function layTrack(track: Omit<VoiceTrack, 'speaker'>, part: TakePart): Power {
  const length = Math.max(0, Math.round((part.to - part.from) * LEVEL_RATE));
  const speed = 1 + track.driftPpm / 1e6;
  const first = (track.offsetSeconds + part.from * speed) * LEVEL_RATE;
  const power = new Float32Array(length);
  for (let i = 0; i < length; i += 1) {
    const db = track.levels[Math.round(first + i * speed)] ?? SILENCE_DB;
    power[i] = db <= SILENCE_DB ? 0 : 10 ** (db / 10);
  }
  return power;
}

/** Mean power over `2 × reach + 1` values around each. */
export function smoothed(power: Power, reach: number): Power {
  const sums = new Float64Array(power.length + 1);
  for (let i = 0; i < power.length; i += 1) sums[i + 1] = (sums[i] ?? 0) + (power[i] ?? 0);
  return power.map((_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(power.length, i + reach + 1);
    return Math.max(0, ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from));
  });
}

export function decibels(power: number): number {
  return 10 * Math.log10(Math.max(power, 1e-13));
}

/** The value below which `share` (0..1) of some numbers lie; undefined of none. Changes their order. */
export function percentile(values: Float64Array | Float32Array, share: number): number | undefined {
  return values.sort()[Math.min(values.length - 1, Math.floor(share * values.length))];
}
