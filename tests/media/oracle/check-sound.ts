import { decimal, minus, toFloat } from './exact.ts';
import { cameraNoise, noiseRate } from './noise.ts';
import { placeCuts, type CutList, type PlacedCut } from './time-model.ts';
import type { Footage } from '../footage/make-footage.ts';

export interface SoundVerdict {
  readonly windows: number;
  readonly maxOffsetSeconds: number;
  /** Windows in which the wrong sound, none, or too much was heard, in words. */
  readonly wrong: string[];
}

const windowSamples = 3072;
/** Nothing is measured this close to a cut: sound fades there. In samples. */
const guard = 400;
const near = 60;
const far = 4800;
/** AAC at 160 kb/s twice over keeps noise at about 0.9; another place or camera gives 0. */
const goodMatch = 0.6;
const silent = 0.003;

/** Compares the sound at the beginning, the middle and the end of every clip with the cameras' noise. */
export function checkSound(sound: Float32Array, list: CutList): SoundVerdict {
  const wrong: string[] = [];
  let windows = 0;
  let maxOffset = 0;
  placeCuts(list).forEach((cut, index) => {
    for (const start of windowsOf(cut)) {
      windows++;
      const heard = sound.subarray(start, start + windowSamples);
      const result = checkWindow(heard, { list, cut, start });
      if (typeof result === 'number') maxOffset = Math.max(maxOffset, result);
      else wrong.push(`clip ${index + 1} at ${(start / noiseRate).toFixed(3)} s: ${result}`);
    }
  });
  return { windows, maxOffsetSeconds: maxOffset / noiseRate, wrong };
}

function windowsOf(cut: PlacedCut): number[] {
  const from = Math.ceil(toFloat(cut.start) * noiseRate) + guard;
  const to = Math.floor(toFloat(cut.end) * noiseRate) - guard - windowSamples;
  if (to < from) return [];
  return [...new Set([from, Math.round((from + to) / 2), to])];
}

interface Window {
  readonly list: CutList;
  readonly cut: PlacedCut;
  readonly start: number;
}

/** The offset in samples, or what is wrong. */
function checkWindow(heard: Float32Array, { list, cut, start }: Window): number | string {
  const footage = list.sources[cut.source];
  if (!footage) throw new Error(`There is no source ${cut.source}`);
  const onSource = toFloat(minus(decimal(cut.from), cut.start)) + start / noiseRate;
  const delay = soundDelay(footage);
  const end = Math.min(toFloat(footage.end), soundEnd(footage));
  const isAudible = footage.hasSound && cut.isMuted !== true;
  const startsIn = onSource > delay + 0.01;
  const endsIn = onSource + windowSamples / noiseRate < end - 0.03;
  const isOutside = onSource + windowSamples / noiseRate < delay - 0.01 || onSource > end + 0.03;
  if (!isAudible || isOutside)
    return loudness(heard) < silent ? 0 : `not silent (${loudness(heard).toFixed(4)})`;
  if (!startsIn || !endsIn) return 0;
  const expectedAt = Math.round((onSource + noiseShift(footage)) * noiseRate);
  return bestOffset(heard, footage.camera, expectedAt);
}

/** Noise sample 0 sounds with the first picture that was made, which an edit list may have hidden. */
function noiseShift(footage: Footage): number {
  const { timesMs, sound } = footage.spec;
  // FFmpeg's Matroska muxer moves the picture by Opus's run-up and not the sound: it stays at zero.
  if (typeof sound === 'object' && sound.codec?.includes('libopus') === true) return 0;
  const made = timesMs
    ? (timesMs[footage.firstIndex] ?? 0) / 1000
    : footage.firstIndex / toFloat(footage.rate);
  const shown = footage.times[0];
  return made - (shown ? toFloat(shown) : 0);
}

function soundDelay(footage: Footage): number {
  const { sound } = footage.spec;
  return (sound === undefined || sound === 'none' ? 0 : (sound.delaySeconds ?? 0)) - noiseShift(footage);
}

function soundEnd(footage: Footage): number {
  const { sound } = footage.spec;
  if (sound === undefined || sound === 'none' || sound.seconds === undefined) return Infinity;
  return soundDelay(footage) + sound.seconds;
}

function bestOffset(heard: Float32Array, camera: number, expectedAt: number): number | string {
  for (const reach of [near, far]) {
    const noise = cameraNoise(camera, expectedAt - reach, windowSamples + 2 * reach);
    let best = { lag: 0, match: -1 };
    for (let lag = -reach; lag <= reach; lag++) {
      const match = correlate(heard, noise.subarray(lag + reach, lag + reach + windowSamples));
      if (match > best.match) best = { lag, match };
    }
    if (best.match > goodMatch) return Math.abs(best.lag);
  }
  return `camera ${camera} is not heard within 100 ms of where it belongs`;
}

function correlate(a: Float32Array, b: Float32Array): number {
  let ab = 0;
  let aa = 1e-9;
  let bb = 1e-9;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
