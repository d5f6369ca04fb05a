import type { CutKnobs } from '../contract/cutting/cut-knobs.ts';
import { findUtterances, type Utterance } from './find-speech.ts';
import { findWishes } from './find-wishes.ts';
import type { TakePart, VoiceTrack } from './lay-tracks.ts';
import { settleShots, type ShownAngle } from './settle-shots.ts';
import { varyShots, type ReasonedShot } from './vary-shots.ts';

export interface Talk {
  /** Speaker number *n* is whom track *n* hears best. */
  readonly voices: readonly VoiceTrack[];
  readonly angles: readonly ShownAngle[];
  readonly knobs: CutKnobs;
  /** What of the take is cut. */
  readonly part: TakePart;
}

/** Shots that fill the part of the take, from the levels of the microphones. The same input gives the same shots. */
export function suggestShots({ voices, ...talk }: Talk): readonly ReasonedShot[] {
  return cutUtterances(findUtterances(voices, talk.part), talk);
}

/** As `suggestShots`, where it is known who speaks when: what moves while knobs are turned. */
export function cutUtterances(
  utterances: readonly Utterance[],
  { angles, knobs, part }: Omit<Talk, 'voices'>,
): readonly ReasonedShot[] {
  const wishes = findWishes(utterances, knobs, part);
  return varyShots(settleShots(wishes, angles, knobs.shortestSeconds), { angles, utterances, knobs });
}
