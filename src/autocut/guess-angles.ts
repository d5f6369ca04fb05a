import type { Microphone } from './cross-talk.ts';
import type { Utterance } from './find-speech.ts';
import { decibels, percentile, smoothed } from './lay-tracks.ts';
import { LEVEL_RATE } from './levels.ts';

/** A camera that hears no voice so much better than the others stands away from all of them. In dB. */
const nearer = 3;

/** So far above its noise a track hears somebody. In dB. */
const clear = 15;

/** A track that tells voices apart this much worse than the best one is nobody's microphone. */
const dull = 0.45;

/**
 * Which tracks are somebody's microphone, by number: those that hear one voice better than the others do. The track
 * of a camera far away hears all alike.
 */
export function pickVoices(tracks: readonly Microphone[]): readonly number[] {
  if (tracks.length < 3) return tracks.map((_, index) => index);
  const calm = tracks.map(({ power, floor }) => {
    const noise = decibels(floor);
    return { noise, level: smoothed(power, 15).map((value) => Math.max(noise, decibels(value))) };
  });
  const contrasts = calm.map((_, index) => contrastOf(calm, index));
  const most = Math.max(...contrasts);
  return contrasts.flatMap((contrast, index) => (contrast >= dull * most ? [index] : []));
}

interface CalmTrack {
  readonly level: Float32Array;
  readonly noise: number;
}

/** How far the level of a track goes up and down against the mean of the others while anybody speaks, in dB. */
function contrastOf(tracks: readonly CalmTrack[], index: number): number {
  const found = new Float64Array(tracks[index]?.level.length ?? 0);
  let count = 0;
  for (let t = 0; t < found.length; t += 10) {
    if (!tracks.some(({ level, noise }) => (level[t] ?? noise) > noise + clear)) continue;
    const sum = tracks.reduce((all, { level }) => all + (level[t] ?? 0), 0);
    const own = tracks[index]?.level[t] ?? 0;
    found[count] = own - (sum - own) / (tracks.length - 1);
    count += 1;
  }
  const differences = found.slice(0, count);
  // Somebody may speak for a fiftieth of the time only.
  return (percentile(differences, 0.98) ?? 0) - (percentile(differences, 0.1) ?? 0);
}

/** What a camera shows, by what its own sound tells: one speaker, by number, or everybody. */
export type GuessedView = number | 'wide';

/**
 * Which camera is nearest to whom: a camera beside somebody hears that voice better than its neighbours do. `speakers`
 * counts them; their utterances tell when each one speaks alone. Times of both are counted from `origin`.
 */
export function guessViews(
  cameras: readonly Microphone[],
  utterances: readonly Utterance[],
  { speakers, origin }: { speakers: number; origin: number },
): readonly GuessedView[] {
  const alone = whoSpeaksAlone(utterances, { length: cameras[0]?.level.length ?? 0, origin });
  const levels = cameras.map((camera) => levelsWhile(camera, alone, speakers));
  const means = Array.from({ length: speakers }, (_, speaker) =>
    meanOf(levels.map((row) => row[speaker] ?? Number.NaN)),
  );
  return levels.map((row) => {
    const above = row.map((level, speaker) => level - (means[speaker] ?? 0));
    const usual = meanOf(above);
    const best = above.reduce(
      (top, value, speaker) => (value > (above[top] ?? -Infinity) ? speaker : top),
      0,
    );
    const isNear = (above[best] ?? Number.NaN) - usual >= nearer;
    return isNear ? best : 'wide';
  });
}

const nobody = -1;
const several = -2;

/** For each hundredth of a second the speaker who speaks alone, by number; negative where there is none. */
function whoSpeaksAlone(
  utterances: readonly Utterance[],
  { length, origin }: { length: number; origin: number },
): Int8Array {
  const alone = new Int8Array(length).fill(nobody);
  for (const { speaker, from, to } of utterances) {
    const end = Math.min(length, Math.round((to - origin) * LEVEL_RATE));
    for (let t = Math.max(0, Math.round((from - origin) * LEVEL_RATE)); t < end; t += 1)
      alone[t] = alone[t] === nobody ? speaker : several;
  }
  return alone;
}

/** How loud a camera hears each speaker who speaks alone, in dB; NaN where somebody never does. */
function levelsWhile({ level, floor }: Microphone, alone: Int8Array, speakers: number): readonly number[] {
  const values: number[][] = Array.from({ length: speakers }, () => []);
  const noise = decibels(floor);
  for (let t = 0; t < level.length; t += 5) values[alone[t] ?? nobody]?.push(Math.max(level[t] ?? 0, noise));
  return values.map((own) => percentile(Float64Array.from(own), 0.6) ?? Number.NaN);
}

function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
