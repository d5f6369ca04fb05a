import type { Utterance } from '../../../../src/autocut/find-speech.ts';
import { LEVEL_RATE } from '../../../../src/autocut/levels.ts';
import { seededRandom } from '../../../media/oracle/seeded-random.ts';
import { actOut, type TalkOptions } from './generate-talk.ts';

export const talkSampleRate = 8000;

/** A talk that can be heard, and who says what when in it. */
export interface SoundingTalk {
  readonly truth: readonly Utterance[];
  /** What a microphone hears from `startsAt` (seconds of the take) on; `near` is whose it is, if it is anybody's. */
  readonly record: (near: number | undefined, startsAt?: number) => Int16Array;
}

/** Voices are noise with the loudness of syllables: every microphone hears the same ones, its own speaker 12 dB louder. */
export function soundingTalk(seed: number, options: TalkOptions): SoundingTalk {
  const dice = seededRandom(seed);
  const { truth, people } = actOut(dice, options);
  const length = options.seconds * talkSampleRate;
  const carriers = people.map((_, person) => noiseOf(1000 * seed + person, length));
  const perLevel = talkSampleRate / LEVEL_RATE;
  return {
    truth,
    record: (near, startsAt = 0) => {
      const first = Math.round(startsAt * talkSampleRate);
      const own = noiseOf(77 + seed + 10 * (near ?? 9) + first, length);
      const samples = new Int16Array(length - first);
      for (let i = 0; i < samples.length; i += 1) {
        const level = Math.floor((first + i) / perLevel);
        let value = 0.02 * (own[i] ?? 0);
        people.forEach((voice, person) => {
          const share = near === undefined ? 0.35 : person === near ? 1 : 0.25;
          value += share * Math.sqrt(voice[level] ?? 0) * (carriers[person]?.[first + i] ?? 0);
        });
        samples[i] = Math.round(32_767 * Math.max(-1, Math.min(1, 0.2 * value)));
      }
      return samples;
    },
  };
}

function noiseOf(seed: number, length: number): Float32Array {
  const dice = seededRandom(seed);
  return Float32Array.from({ length }, () => 2 * dice() - 1);
}
