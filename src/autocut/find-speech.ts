import { measureCrossTalk, type CrossTalkTable, type Microphone } from './cross-talk.ts';
import {
  decibels,
  layTrack,
  percentile,
  smoothed,
  type Power,
  type TakePart,
  type VoiceTrack,
} from './lay-tracks.ts';
import { LEVEL_RATE } from './levels.ts';
import { noiseFloorOf } from './noise-floor.ts';

/** Somebody speaks, in seconds of the take, `[from, to)`. */
export interface Utterance {
  /** Which of the speakers, by number. */
  readonly speaker: number;
  readonly from: number;
  readonly to: number;
}

/** Levels are looked at over so many values on either side: 70 ms in all, less than a syllable. */
const reach = 3;
/** Speech begins where a track stands so far above its noise and what others put into it, in dB, and ends below. */
const begins = 6;
const goesOn = 2.5;
/** Between words one may be as quiet as the room for so long, in values. */
const betweenWords = 30;
/** Less is a click, in values. */
const shortest = 8;
/** One goes on speaking after a pause as long as this, in values, when nobody takes over. */
const betweenPhrases = 70;

/**
 * Who speaks when: for each microphone the moments in which it hears more than its own noise and what the others put
 * into it explain. Utterances are in order of their beginnings; those of several speakers may overlap.
 */
export function findUtterances(tracks: readonly VoiceTrack[], part: TakePart): readonly Utterance[] {
  const heard = tracks.map((track) => hear(track, part));
  const table = measureCrossTalk(heard);
  const all = heard.flatMap((track, speaker) => {
    const accounted = explained(heard, table, speaker);
    const bursts = burstsOf(track.power, accounted);
    const silent = silentTime(track.power, accounted, bursts);
    const words = joined(bursts, betweenWords, silent).filter(({ from, to }) => to - from >= shortest);
    const spoken = joined(words, betweenPhrases, silent);
    return spoken.map(({ from, to }) => ({
      speaker,
      from: part.from + from / LEVEL_RATE,
      to: part.from + to / LEVEL_RATE,
    }));
  });
  return all.sort((a, b) => a.from - b.from || a.speaker - b.speaker);
}

/** The moments in which any microphone hears more than its noise, voices or not; seconds of the take, in order. */
export function findAudible(tracks: readonly VoiceTrack[], part: TakePart): readonly TakePart[] {
  const heard = tracks.map((track) => hear(track, part));
  const bursts = heard.flatMap(({ power, floor }) =>
    burstsOf(power, new Float32Array(power.length).fill(floor)).filter(({ from, to }) => to - from >= 4),
  );
  const inOrder = bursts.sort((a, b) => a.from - b.from);
  return joined(inOrder, 1).map(({ from, to }) => ({
    from: part.from + from / LEVEL_RATE,
    to: part.from + to / LEVEL_RATE,
  }));
}

/** A track on a part of the take, smoothed, with its noise. */
export function hear(track: Omit<VoiceTrack, 'speaker'>, part: TakePart): Microphone {
  const power = smoothed(layTrack(track, part), reach);
  return { power, level: power.map(decibels), floor: noiseFloorOf(power) };
}

/** The power in a track that its own noise and the voices of the others account for. */
function explained(heard: readonly Microphone[], table: CrossTalkTable, speaker: number): Power {
  const own = heard[speaker];
  const power = new Float32Array(own?.power.length ?? 0).fill(own?.floor ?? 0);
  heard.forEach((other, j) => {
    const talk = table[speaker]?.[j];
    if (!talk) return;
    for (let t = 0; t < power.length; t += 1) {
      const voice = Math.max(0, (other.power[t - talk.lag] ?? 0) - other.floor);
      power[t] = (power[t] ?? 0) + talk.share * voice;
    }
  });
  return power;
}

/** Where a track stands above what is explained, with hysteresis. In values, `[from, to)`. */
function burstsOf(power: Power, accounted: Power): readonly TakePart[] {
  const [on, off] = [10 ** (begins / 10), 10 ** (goesOn / 10)];
  const bursts: TakePart[] = [];
  let [from, isOn] = [-1, false];
  for (let t = 0; t <= power.length; t += 1) {
    const ratio = t < power.length ? (power[t] ?? 0) / (accounted[t] ?? 1) : 0;
    if (ratio >= off) {
      // A burst counts from where it rose, not from where it was sure.
      if (from < 0) from = t;
      isOn ||= ratio >= on;
      continue;
    }
    if (isOn) bursts.push({ from, to: t });
    [from, isOn] = [-1, false];
  }
  return bursts;
}

/**
 * Sums of the values up to each in which a microphone would have heard its speaker: those in which others drown a
 * voice tell nothing.
 */
function silentTime(power: Power, accounted: Power, bursts: readonly TakePart[]): Uint32Array {
  const spoken = Float64Array.from(bursts.flatMap(({ from, to }) => [...power.slice(from, to)]));
  const usual = (percentile(spoken, 0.5) ?? 0) / 10 ** (begins / 10);
  const sums = new Uint32Array(power.length + 1);
  for (let t = 0; t < power.length; t += 1)
    sums[t + 1] = (sums[t] ?? 0) + ((accounted[t] ?? 0) > usual ? 0 : 1);
  return sums;
}

/** However much is drowned: after so long nobody is still in the same sentence. In values. */
const longestDrowned = 200;

/** Neighbours with less than `gap` of silence between them as one; they must be in order. */
function joined(parts: readonly TakePart[], gap: number, silent?: Uint32Array): readonly TakePart[] {
  const wholes: TakePart[] = [];
  const isNear = (last: TakePart, next: TakePart): boolean => {
    if (next.from - last.to < gap) return true;
    const known = (silent?.[next.from] ?? Infinity) - (silent?.[last.to] ?? 0);
    return known < gap && next.from - last.to < longestDrowned;
  };
  for (const part of parts) {
    const last = wholes.at(-1);
    if (last && isNear(last, part)) {
      wholes[wholes.length - 1] = { from: last.from, to: Math.max(last.to, part.to) };
    } else wholes.push(part);
  }
  return wholes;
}
