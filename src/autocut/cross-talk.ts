import { decibels, percentile, type Power } from './lay-tracks.ts';

/** A track that is ready to be compared: smoothed power, and the power of its noise. */
export interface Microphone {
  readonly power: Power;
  /** The same in dB. */
  readonly level: Float32Array;
  readonly floor: number;
}

/** What of one track is heard in another. */
export interface CrossTalk {
  /** Of its power, this much. */
  readonly share: number;
  /** So many values later; negative where it is heard earlier, because the tracks are not in step to the frame. */
  readonly lag: number;
}

/** `of[i][j]`: what of track `j` is heard in track `i`; undefined for a track and itself. */
export type CrossTalkTable = readonly (readonly (CrossTalk | undefined)[])[];

/** Further apart tracks are not laid: 150 ms. In values. */
const mostLag = 15;
/** Only where a voice stands so far above the noise does its level tell anything. In dB. */
const clear = 10;
/** Levels of two groups of moments that differ by less are one group. In dB. */
const apart = 6;
/** Every fifth value is compared: 50 ms apart, levels that were smoothed over 70 ms leave nothing out. */
const sampled = 5;
/** Digital silence, in dB. */
const nothing = decibels(0);
/** What nobody has measured: a voice that is never heard alone. In dB. */
const usual = -15;

/** Measures for each pair of tracks how much of the one is in the other, from the moments in which one person speaks. */
export function measureCrossTalk(tracks: readonly Microphone[]): CrossTalkTable {
  const lags = findLags(tracks);
  const pairs = tracks.map((heard, i) =>
    tracks.map((other, j) => (i === j ? undefined : comparePair(heard, other, lags[i]?.[j] ?? 0))),
  );
  return tracks.map((_, i) =>
    tracks.map((_, j) => {
      const pair = pairs[i]?.[j];
      if (!pair) return undefined;
      const alone = levelsWhileAlone(tracks, pairs, { i, j });
      const median = percentile(alone, 0.5) ?? pair.low;
      return { share: 10 ** (Math.min(median, pair.high - 1) / 10), lag: pair.lag };
    }),
  );
}

/** How two tracks lie against each other; levels are those of the first less those of the second, in dB. */
interface Pair {
  /** While the second one's speaker speaks. */
  readonly low: number;
  /** While the first one's does. */
  readonly high: number;
  readonly lag: number;
}

function comparePair(heard: Microphone, other: Microphone, lag: number): Pair {
  const differences = differencesOf(heard, other, lag);
  const [least, most] = [percentile(differences, 0.03) ?? usual, percentile(differences, 0.97) ?? -usual];
  const middle = (least + most) / 2;
  const low =
    percentile(
      differences.filter((value) => value < middle),
      0.5,
    ) ?? usual;
  const high =
    percentile(
      differences.filter((value) => value >= middle),
      0.5,
    ) ?? -usual;
  if (high - low >= apart) return { low, high, lag };
  // One of them never speaks: the one that stands less above its noise.
  const median = percentile(differences, 0.5) ?? 0;
  const isHeardQuieter = loudnessOf(heard) < loudnessOf(other);
  return isHeardQuieter
    ? { low: median, high: median + 2 * apart, lag }
    : { low: median - 2 * apart, high: median, lag };
}

function loudnessOf({ level, floor }: Microphone): number {
  return (percentile(level.slice(), 0.9) ?? 0) - decibels(floor);
}

function differencesOf(heard: Microphone, other: Microphone, lag: number): Float64Array {
  const [clearHere, clearThere] = [decibels(heard.floor) + clear, decibels(other.floor) + clear];
  const found = new Float64Array(heard.level.length);
  let count = 0;
  for (let t = 0; t < heard.level.length; t += sampled) {
    const [a, b] = [heard.level[t] ?? nothing, other.level[t - lag] ?? nothing];
    if ((a < clearHere && b < clearThere) || a <= nothing || b <= nothing) continue;
    found[count] = a - b;
    count += 1;
  }
  return found.subarray(0, count).slice();
}

/** Levels of track `i` less those of track `j` while, by all comparisons with `j`, only `j`'s speaker speaks. */
function levelsWhileAlone(
  tracks: readonly Microphone[],
  pairs: readonly (readonly (Pair | undefined)[])[],
  { i, j }: { i: number; j: number },
): Float64Array {
  const speaker = tracks[j];
  const found = new Float64Array(speaker?.level.length ?? 0);
  if (!speaker) return found;
  const threshold = decibels(speaker.floor) + clear + 5;
  let count = 0;
  for (let t = 0; t < speaker.level.length; t += sampled) {
    const own = speaker.level[t] ?? nothing;
    if (own < threshold) continue;
    let isAlone = true;
    let level = 0;
    for (let k = 0; k < tracks.length && isAlone; k += 1) {
      const pair = pairs[k]?.[j];
      if (!pair) continue;
      const difference = (tracks[k]?.level[t + pair.lag] ?? nothing) - own;
      isAlone = difference < (pair.low + pair.high) / 2;
      if (k === i) level = difference;
    }
    if (!isAlone) continue;
    found[count] = level;
    count += 1;
  }
  return found.subarray(0, count).slice();
}

/** `[i][j]`: by how many values track `i` hears later what track `j` hears: where their courses fit best. */
function findLags(tracks: readonly Microphone[]): readonly (readonly number[])[] {
  const courses = tracks.map(courseOf);
  const lags = tracks.map(() => tracks.map(() => 0));
  courses.forEach((a, i) =>
    courses.slice(0, i).forEach((b, j) => {
      const lag = findLag(a, b);
      const [here, there] = [lags[i], lags[j]];
      if (here && there) [here[j], there[i]] = [lag, -lag];
    }),
  );
  return lags;
}

function findLag(a: Float32Array, b: Float32Array): number {
  const stride = Math.max(3, Math.ceil(a.length / most));
  const scoreOf = (lag: number): number => {
    let sum = 0;
    for (let t = 0; t < a.length; t += stride) sum += (a[t] ?? 0) * (b[t - lag] ?? 0);
    return sum;
  };
  let best = { lag: 0, score: 1.02 * scoreOf(0) };
  for (let lag = -mostLag; lag <= mostLag; lag += 1) {
    const score = scoreOf(lag);
    // Sound that is heard a moment later in both directions (two people apart) has no lag to take out.
    if (score > best.score) best = { lag, score };
  }
  return best.lag;
}

/** So many values are compared at most. */
const most = 60_000;

/** The course of a track above its noise in dB, less its mean. */
function courseOf({ level, floor }: Microphone): Float32Array {
  const noise = decibels(floor);
  const course = level.map((value) => Math.max(0, value - noise));
  const mean = course.reduce((sum, value) => sum + value, 0) / Math.max(1, course.length);
  return course.map((value) => value - mean);
}
