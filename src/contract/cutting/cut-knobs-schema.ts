import { z } from 'zod';
import type { CutKnobs, TrimKnobs } from './cut-knobs.ts';

const seconds = (most: number) => z.number().min(0).max(most);

/**
 * The rules of an automatic cut, each one a knob. All lengths are seconds. What is left out has the value of
 * `defaultCutKnobs`.
 */
export const cutKnobsSchema = z.object({
  /** No shot is shorter. */
  shortestSeconds: z.number().min(0.2).max(60),
  /** A shot that lasts longer is interrupted by the wide one; 0 = never. */
  longestSeconds: seconds(3600),
  /** How early before a speaker's first word to cut, at most: never into the last word of the one before. */
  leadSeconds: seconds(2),
  /** Utterances shorter than this ("mhm") cut nothing. */
  backChannelSeconds: seconds(5),
  /** Two who start to speak within this time of each other: what is seen stays until one of them has the floor. */
  collisionSeconds: seconds(2),
  /** Talk over talk that lasts longer than this is shown as `crossTalk` says. */
  crossTalkSeconds: seconds(60),
  /** What is shown of it: the wide shot, the shot with those who speak in it (else the wide one), or no change. */
  crossTalk: z.enum(['wide', 'both', 'hold']),
  /** What is shown while nobody speaks: who spoke last, or, after `silenceSeconds`, the wide shot. */
  silence: z.enum(['hold', 'wide']),
  silenceSeconds: seconds(600),
  /** In a shot that lasts, somebody who listens is shown every so often; 0 = never. */
  reactionEverySeconds: seconds(3600),
  /** How long a reaction, or the wide shot inside a long one, is shown; at least `shortestSeconds`. */
  reactionSeconds: z.number().min(0.2).max(60),
  /** Only who speaks longer than this is shown alone, others in the wide shot; 0 = everybody. */
  closeUpAfterSeconds: seconds(600),
}) satisfies z.ZodType<CutKnobs>;

/** Which silences are taken out. Lengths are seconds. */
export const trimKnobsSchema = z.object({
  /** Silences of all microphones at once that last longer. */
  longerThanSeconds: z.number().min(0.1).max(600),
  /** How much of the silence is left before the next word and after the last one. */
  paddingSeconds: seconds(10),
}) satisfies z.ZodType<TrimKnobs>;
