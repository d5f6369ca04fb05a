import { createLoudnessMeter, SAMPLE_RATE } from '../../../../src/sync/envelope.ts';
import { matchTracks, type MatchResult } from '../../../../src/sync/match-tracks.ts';

/** Numbers in [-1, 1) that are a function of (seed, place) alone. */
export function noiseAt(seed: number, place: number): number {
  let h = Math.imul(place | 0, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return ((h ^ (h >>> 16)) | 0) / 0x80000000;
}

/** Syllables and pauses: how loud the talk is at an instant, 0..1; changes about five times a second. */
function course(seed: number, seconds: number): number {
  const syllable = Math.floor(seconds * 5);
  const within = seconds * 5 - syllable;
  const phrase = noiseAt(seed + 7, Math.floor(seconds / 2.3)) > -0.5 ? 1 : 0.02;
  const strength = (noiseAt(seed + 3, syllable) + 1) / 2;
  return phrase * strength * Math.sin(Math.PI * within) ** 2;
}

const PHASES = 256;
const TAPS = [-3, -2, -1, 0, 1, 2, 3, 4];

/** A windowed sinc for each 256th between two points of the lattice. */
const kernels = Array.from({ length: PHASES + 1 }, (_, phase) =>
  TAPS.map((tap) => {
    const d = phase / PHASES - tap;
    return (d === 0 ? 1 : Math.sin(Math.PI * d) / (Math.PI * d)) * Math.cos((Math.PI * d) / 9) ** 2;
  }),
);

/** The value of the talk at any instant: noise on a lattice of its own, smoothed between its points. */
function talkAt(seed: number, seconds: number, isSteady: boolean): number {
  const loudness = isSteady ? 1 : course(seed, seconds);
  if (loudness < 1e-4) return 0;
  const place = seconds * SAMPLE_RATE;
  const at = Math.floor(place);
  const kernel = kernels[Math.round((place - at) * PHASES)] ?? [];
  let sum = 0;
  for (let tap = 0; tap < kernel.length; tap += 1) sum += noiseAt(seed, at + tap - 3) * (kernel[tap] ?? 0);
  return sum * loudness;
}

export interface Microphone {
  readonly talk: number;
  readonly seconds: number;
  /** As rain or a fan: always as loud, instead of syllables and pauses. */
  readonly isSteady?: boolean;
  /** The talk's clock when this track begins. */
  readonly startsAt?: number;
  /** How much faster this clock runs than the talk's. */
  readonly driftPpm?: number;
  readonly gain?: number;
  /** Level of this microphone's own noise, and its seed. */
  readonly noise?: number;
  readonly noiseSeed?: number;
  /** An echo of the room: seconds later, and how loud. */
  readonly echo?: readonly [seconds: number, level: number];
  /** 0 keeps all; towards 1 only low sounds are left. */
  readonly dullness?: number;
}

/** What a microphone hears: 16-bit samples of the rate that tracks are compared at. */
export function record(microphone: Microphone): Int16Array {
  const { talk, seconds, startsAt = 0, driftPpm = 0, gain = 0.3, noise = 0, noiseSeed = 1 } = microphone;
  const { echo, dullness = 0, isSteady = false } = microphone;
  const samples = new Int16Array(Math.round(seconds * SAMPLE_RATE));
  const pace = 1 / (1 + driftPpm * 1e-6) / SAMPLE_RATE;
  let heard = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const at = startsAt + i * pace;
    const direct = talkAt(talk, at, isSteady);
    const late = echo ? echo[1] * talkAt(talk, at - echo[0], isSteady) : 0;
    heard = dullness * heard + (1 - dullness) * (direct + late);
    const value = gain * heard + noise * noiseAt(1000 + noiseSeed, i);
    samples[i] = Math.round(32_767 * Math.max(-1, Math.min(1, value)));
  }
  return samples;
}

/** Synchronises two tracks that lie in memory. */
export function match(reference: Int16Array, other: Int16Array): MatchResult {
  const talk = matchTracks({ reference: loudnessOf(reference), other: loudnessOf(other) });
  let step = talk.next();
  while (step.done !== true) {
    const wanted = step.value;
    step = talk.next(
      wanted?.windows.map((window) => ({
        reference: take(reference, window.reference, wanted.length),
        other: take(other, window.other, wanted.length),
      })),
    );
  }
  return step.value;
}

export function loudnessOf(samples: Int16Array): Float32Array {
  const meter = createLoudnessMeter();
  meter.push(samples);
  return meter.loudness();
}

function take(samples: Int16Array, first: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (samples[first + i] ?? 0) / 32_768);
}
