/** Who says when what of the sample: made up, and the same each time. */

/** 0 is the host, 1 the guest. */
export type Speaker = 0 | 1;

export interface Syllable {
  /** Seconds from the beginning. */
  readonly from: number;
  readonly to: number;
  /** Which of the vowels. */
  readonly vowel: number;
  /** Begins with a breath of noise. */
  readonly isHard: boolean;
  /** 0..1 through its phrase: voices fall towards the end. */
  readonly place: number;
}

/** Seconds; the short ones are the host's "mhm", and once both speak. */
const turns: readonly (readonly [Speaker, number, number])[] = [
  [0, 0.6, 5.2],
  [1, 5.5, 12.6],
  [0, 9.8, 10.2],
  [0, 12.9, 15.6],
  [1, 16, 24.9],
  [0, 20.2, 20.7],
  [0, 25.2, 29],
  [1, 29.2, 31],
  [0, 30.6, 33.4],
  [1, 33.8, 39],
];

export const vowelCount = 6;

/** Everything that one of them says. */
export function syllablesOf(speaker: Speaker): readonly Syllable[] {
  const dice = diceOf(speaker === 0 ? 11 : 29);
  return turns.filter(([who]) => who === speaker).flatMap(([, from, to]) => [...speak({ from, to }, dice)]);
}

/** Phrases of four to ten syllables with a breath between them. */
function* speak(
  { from, to }: { readonly from: number; readonly to: number },
  dice: () => number,
): Generator<Syllable> {
  let at = from;
  while (to - at > 0.15) {
    const count = 4 + Math.floor(dice() * 7);
    for (let index = 0; index < count && to - at > 0.1; index += 1) {
      const until = Math.min(to, at + 0.11 + dice() * 0.13);
      const vowel = Math.floor(dice() * vowelCount);
      yield { from: at, to: until, vowel, isHard: dice() < 0.55, place: index / count };
      at = until + (dice() < 0.2 ? 0.05 : 0.015);
    }
    at += 0.18 + dice() * 0.25;
  }
}

/** How far a mouth is open at an instant, 0..1. */
export function opennessAt(syllables: readonly Syllable[], seconds: number): number {
  const syllable = syllables.find(({ from, to }) => seconds >= from && seconds < to);
  if (!syllable) return 0;
  const { from, to, vowel } = syllable;
  return Math.sin((Math.PI * (seconds - from)) / (to - from)) * (1 - vowel / (vowelCount * 1.4));
}

/** Numbers in [0, 1), the same each time (mulberry32). */
export function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
