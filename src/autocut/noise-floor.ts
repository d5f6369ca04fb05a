import { decibels, percentile, type Power } from './lay-tracks.ts';

/** Recorders that gate their microphones write less between words; no room is that quiet. In dB of full scale. */
const quietest = -75;

/** Of the time, so much nobody speaks into even the busiest microphone: between phrases. */
const quietShare = 0.1;

/** The mean of noise lies so much above its quiet tenth, once it is smoothed. In dB. */
const aboveQuiet = 1.5;

/** How loud a track is when nobody speaks, as power; digital silence counts as no recording. */
export function noiseFloorOf(power: Power): number {
  const heard = power.filter((value) => value > 1e-12);
  const quiet = percentile(heard, quietShare);
  const db = Math.max(quietest, (quiet === undefined ? quietest : decibels(quiet)) + aboveQuiet);
  return 10 ** (db / 10);
}
