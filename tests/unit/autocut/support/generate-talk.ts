import type { Utterance } from '../../../../src/autocut/find-speech.ts';
import type { VoiceTrack } from '../../../../src/autocut/lay-tracks.ts';
import { seededRandom } from '../../../media/oracle/seeded-random.ts';
import { LEVEL_RATE, packLevel, unpackLevels } from '../../../../src/autocut/levels.ts';

/** A talk whose truth is known: who says what when, and what each microphone hears of it. */
export interface GeneratedTalk {
  readonly seconds: number;
  readonly speakers: number;
  /** What is said, laughter left out; in order, may overlap. Seconds of the take. */
  readonly truth: readonly Utterance[];
  readonly voices: readonly VoiceTrack[];
}

export interface TalkOptions {
  readonly seconds: number;
  readonly speakers: number;
  /** How much quieter a voice is in somebody else's microphone, in dB. */
  readonly crossTalkDb?: number;
  /** How far the room lies below a voice, in dB. */
  readonly snrDb?: number;
  /** A camera far away that hears all alike is added to the tracks. */
  readonly withRoom?: boolean;
}

/** Turns with pauses, interruptions, back-channels, collisions and long talk over talk, as dice fall. */
function generateScript(dice: () => number, { seconds, speakers }: TalkOptions): Utterance[] {
  const between = (low: number, high: number): number => low + (high - low) * dice();
  const said: Utterance[] = [];
  let [at, speaker] = [between(0.5, 3), Math.floor(dice() * speakers)];
  const otherThan = (who: number): number => (who + 1 + Math.floor(dice() * (speakers - 1))) % speakers;
  while (at < seconds - 12) {
    const length = dice() < 0.15 ? between(12, 40) : between(3, 10);
    const to = Math.min(at + length, seconds - 2);
    said.push({ speaker, from: at, to });
    // Back-channels inside, well below and well above nothing else.
    for (let t = at + 2; t < to - 2; t += between(3, 9)) {
      if (dice() < 0.4) said.push({ speaker: otherThan(speaker), from: t, to: t + between(0.25, 0.5) });
    }
    const next = otherThan(speaker);
    const how = dice();
    if (how < 0.15) at = to - between(0.5, 1.2);
    else if (how < 0.22) {
      // Everybody at once for some seconds.
      const from = to - between(3, 5);
      said.push({ speaker: next, from, to: to + 0.5 });
      at = to + 1.2;
    } else if (how < 0.3 && speakers > 1) {
      // Two begin together, one gives up.
      const start = to + between(0.4, 1);
      said.push({
        speaker: otherThan(next),
        from: start + between(0.05, 0.15),
        to: start + between(0.95, 1.4),
      });
      at = start;
    } else at = to + between(0.1, 1.5);
    speaker = next;
  }
  return withoutSelfTalk(said.sort((a, b) => a.from - b.from));
}

/** Nobody says two things at once: what overlaps or nearly follows one's own words is left out. */
function withoutSelfTalk(said: readonly Utterance[]): Utterance[] {
  const kept: Utterance[] = [];
  for (const one of said) {
    const own = kept.findLast(({ speaker }) => speaker === one.speaker);
    if (!own || one.from - own.to > 0.9) kept.push(one);
  }
  return kept;
}

/** How loud somebody is at each hundredth of a second, as power: syllables, words, phrases. */
function voiceOf(dice: () => number, said: readonly Utterance[], { seconds }: TalkOptions): Float32Array {
  const power = new Float32Array(Math.round(seconds * LEVEL_RATE));
  for (const { from, to } of said) {
    for (let t = from; t < to;) {
      const syllable = Math.min(0.12 + 0.14 * dice(), to - t);
      const strength = 10 ** ((-8 + 11 * dice()) / 10);
      const [first, end] = [Math.round(t * LEVEL_RATE), Math.round((t + syllable) * LEVEL_RATE)];
      for (let i = first; i < end && i < power.length; i += 1) {
        const within = (i + 0.5 - first) / (end - first);
        power[i] = strength * (0.25 + 0.75 * Math.sin(Math.PI * within) ** 2);
      }
      t += syllable;
      // A breath between phrases now and then, never at the end.
      const gap = dice() < 0.08 ? 0.2 + 0.25 * dice() : dice() < 0.3 ? 0.03 + 0.06 * dice() : 0;
      if (t + gap + 0.15 < to) t += gap;
    }
  }
  return power;
}

/** A script and how loud each of its people is, each at a level of their own. */
export function actOut(
  dice: () => number,
  options: TalkOptions,
): { truth: readonly Utterance[]; people: readonly Float32Array[] } {
  const truth = generateScript(dice, options);
  const people = Array.from({ length: options.speakers }, (_, speaker) => {
    const level = 10 ** ((-5 + 10 * dice()) / 10);
    const said = truth.filter((one) => one.speaker === speaker);
    return voiceOf(dice, said, options).map((power) => power * level);
  });
  return { truth, people };
}

/** What the microphones hear of a script: each its own voice, the others quieter, its noise; laughter on all. */
export function generateTalk(seed: number, options: TalkOptions): GeneratedTalk {
  const dice = seededRandom(seed);
  const { truth, people } = actOut(dice, options);
  const { speakers, seconds, crossTalkDb = -12, snrDb = 20, withRoom = false } = options;
  const laughter = burstsOf(dice, truth, options);
  const tracks = Array.from({ length: speakers + (withRoom ? 1 : 0) }, (_, track) => {
    const gain = 10 ** ((-34 + 10 * dice()) / 10);
    const noise = 10 ** (-snrDb / 10) * (track < speakers ? levelOf(people[track]) : 0.3);
    const levels = new Uint8Array(Math.round(seconds * LEVEL_RATE));
    for (let i = 0; i < levels.length; i += 1) {
      let heard = noise * ripple(dice, 20) + (laughter[i] ?? 0) * 10 ** (-6 / 10);
      people.forEach((voice, person) => {
        const share = person === track ? 1 : 10 ** ((track < speakers ? crossTalkDb : -8) / 10);
        heard += (voice[i] ?? 0) * share * (person === track ? 1 : ripple(dice, 8));
      });
      levels[i] = packLevel(10 * Math.log10(gain * heard + 1e-13));
    }
    return { speaker: `s${track}`, levels: unpackLevels(levels), offsetSeconds: 0, driftPpm: 0 };
  });
  return { seconds, speakers, truth, voices: tracks };
}

/** The mean power of a voice while it speaks. */
function levelOf(voice: Float32Array | undefined): number {
  const heard = (voice ?? new Float32Array()).filter((power) => power > 0);
  return heard.reduce((sum, power) => sum + power, 0) / Math.max(1, heard.length);
}

/** Power of noise goes up and down: the mean of `count` squared numbers. */
function ripple(dice: () => number, count: number): number {
  // The sum of a few even numbers is near enough to a bell.
  const bell = dice() + dice() + dice() + dice() - 2;
  return Math.max(0.05, 1 + bell * Math.sqrt(6 / count));
}

/** Short bursts that all microphones hear alike, never at the first word of anybody. */
function burstsOf(dice: () => number, truth: readonly Utterance[], { seconds }: TalkOptions): Float32Array {
  const bursts = new Float32Array(Math.round(seconds * LEVEL_RATE));
  for (let t = 5; t < seconds - 5; t += 8 + 20 * dice()) {
    const length = 0.3 + 0.6 * dice();
    const isNearEdge = truth.some(({ from, to }) =>
      [from, to].some((edge) => edge > t - 1 && edge < t + length + 1),
    );
    if (isNearEdge) continue;
    for (let i = Math.round(t * LEVEL_RATE); i < (t + length) * LEVEL_RATE; i += 1)
      bursts[i] = 0.3 + 0.7 * dice();
  }
  return bursts;
}
