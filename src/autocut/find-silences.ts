import type { TrimKnobs } from '../contract/cutting/cut-knobs.ts';
import { findAudible } from './find-speech.ts';
import type { TakePart, VoiceTrack } from './lay-tracks.ts';

export interface FoundSilences {
  /** What to take out, seconds of the take, in order. */
  readonly trims: readonly TakePart[];
  /** Where the first word begins and the last one ends; undefined where nobody says anything. */
  readonly firstWord: number | undefined;
  readonly lastWord: number | undefined;
}

/** Less than this between two silences is a click and no word, in seconds. */
const shortestWord = 0.1;

/** The silences of all microphones at once, less what is left on either side. Never inside a word. */
export function findSilences(
  voices: readonly VoiceTrack[],
  { longerThanSeconds, paddingSeconds }: TrimKnobs,
  part: TakePart,
): FoundSilences {
  const words = findAudible(voices, part).filter(({ from, to }) => to - from >= shortestWord);
  const [first, last] = [words[0], words.at(-1)];
  const edges = words.map(({ to }, index) => ({ from: to, to: words[index + 1]?.from ?? part.to }));
  const silences = [{ from: part.from, to: first?.from ?? part.to }, ...edges];
  const trims = silences
    .filter(({ from, to }) => to - from > longerThanSeconds)
    .map(({ from, to }) => ({
      // At the ends of the take there is no word to leave room for.
      from: from === part.from ? from : from + paddingSeconds,
      to: to === part.to ? to : to - paddingSeconds,
    }))
    .filter(({ from, to }) => to - from > 0.05);
  return { trims: words.length === 0 ? [] : trims, firstWord: first?.from, lastWord: last?.to };
}
