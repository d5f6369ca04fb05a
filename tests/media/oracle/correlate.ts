import { fillNoise } from './noise.ts';

/** The rate of everything that is heard by the judge. */
export const HEARD_HZ = 48_000;

export interface Match {
  /** How much later than expected the sound comes, in samples of 48 kHz, with a fraction; early is negative. */
  readonly offsetSamples: number;
  /** 1: the very same wave; 0: no likeness. */
  readonly likeness: number;
}

function energyOf(wave: ArrayLike<number>, from: number, length: number): number {
  let sum = 0;
  for (let at = from; at < from + length; at += 1) sum += (wave[at] ?? 0) ** 2;
  return sum;
}

/** A wave with its energy, which every comparison needs again. */
interface Probe {
  readonly noise: Float32Array;
  readonly energy: number;
}

function probeOf(noise: Float32Array): Probe {
  return { noise, energy: energyOf(noise, 0, noise.length) };
}

/** Normalised correlation of a probe with the recording from `from` on. */
function likenessAt(recording: Int16Array, from: number, { noise, energy }: Probe): number {
  const length = noise.length;
  if (from < 0 || from + length > recording.length) return 0;
  let [product, heardEnergy] = [0, 0];
  for (let at = 0; at < length; at += 1) {
    const heard = recording[from + at] as number;
    product += heard * (noise[at] as number);
    heardEnergy += heard * heard;
  }
  const norm = Math.sqrt(heardEnergy * energy);
  return norm === 0 ? 0 : product / norm;
}

/** Vertex of the parabola through a peak and its neighbours: the peak's place between two samples. */
function refine(before: number, peak: number, after: number): number {
  const curve = before - 2 * peak + after;
  return curve >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curve)));
}

function matchAround(recording: Int16Array, from: number, noise: Probe): Match | null {
  const [before, peak, after] = [-1, 0, 1].map((lag) => likenessAt(recording, from + lag, noise));
  if (before === undefined || peak === undefined || after === undefined) return null;
  if (peak < before || peak < after) return null;
  return { offsetSamples: refine(before, peak, after), likeness: peak };
}

/** A part of the window finds the place, the whole of it confirms. */
function search(
  recording: Int16Array,
  from: number,
  { noise, reach }: { noise: Probe; reach: number },
): Match {
  const part = probeOf(noise.noise.subarray(0, Math.min(noise.noise.length, 1536)));
  let [best, bestLag] = [0, 0];
  for (let lag = -reach; lag <= reach; lag += 1) {
    const likeness = likenessAt(recording, from + lag, part);
    if (likeness > best) [best, bestLag] = [likeness, lag];
  }
  const match = matchAround(recording, from + bestLag, noise);
  if (match === null) return { offsetSamples: bestLag, likeness: best };
  return { offsetSamples: bestLag + match.offsetSamples, likeness: match.likeness };
}

export interface Expectation {
  readonly voice: number;
  /** On the voice's clock: what should be heard at the window's first sample. */
  readonly voiceSeconds: number;
  /** First sample of the window in the recording, and its length. */
  readonly from: number;
  readonly length: number;
  /** Offset in samples where sound that is not in its place probably is: as wrong as the last one. */
  readonly hint?: number;
}

/** Likeness from which on a place is believed without looking elsewhere. */
const SURE = 0.6;

/** The expected noise of a window. */
export function expectedNoise({ voice, voiceSeconds, length }: Expectation): Float32Array {
  const noise = new Float32Array(length);
  fillNoise(voice, voiceSeconds, HEARD_HZ, noise);
  return noise;
}

/**
 * Where the expected sound is in a mono recording at 48 kHz. The expected place is tried first; only if the
 * sound is not there the `reachSamples` to both sides are searched (0: they are not).
 */
export function locateSound(recording: Int16Array, expected: Expectation, reachSamples: number): Match {
  const noise = probeOf(expectedNoise(expected));
  const direct = matchAround(recording, expected.from, noise);
  if (direct !== null && direct.likeness >= SURE) return direct;
  const hinted = matchAround(recording, expected.from + (expected.hint ?? 0), noise);
  if (hinted !== null && hinted.likeness >= SURE) {
    return { ...hinted, offsetSamples: hinted.offsetSamples + (expected.hint ?? 0) };
  }
  if (reachSamples === 0) return { offsetSamples: 0, likeness: likenessAt(recording, expected.from, noise) };
  return search(recording, expected.from, { noise, reach: reachSamples });
}

/** Root mean square of a stretch, 1 being full scale. */
export function levelOf(recording: Int16Array, from: number, length: number): number {
  return Math.sqrt(energyOf(recording, from, length) / Math.max(1, length)) / 32_768;
}
