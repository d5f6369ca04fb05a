import { setImmediate } from 'node:timers/promises';
import { diceOf, syllablesOf, type Speaker, type Syllable } from './talk-script.ts';

/** Samples a second of what is spoken. */
export const voiceRate = 24_000;

interface Voice {
  /** Of its cords, in Hz. */
  readonly pitch: number;
  /** How much shorter its throat is than that of a tall man. */
  readonly size: number;
}

const voices: readonly [Voice, Voice] = [
  { pitch: 196, size: 1.16 },
  { pitch: 112, size: 1 },
];

/** The first three formants of each vowel, in Hz, from wide open to nearly closed. */
const vowels: readonly (readonly [number, number, number])[] = [
  [730, 1090, 2440],
  [660, 1720, 2410],
  [530, 1840, 2480],
  [570, 840, 2410],
  [390, 1990, 2550],
  [300, 870, 2240],
];

/** What each of them says, as a voice that speaks no language; full scale is 1. */
export async function speakScript(speaker: Speaker, seconds: number): Promise<Float32Array> {
  const sound = new Float32Array(Math.ceil(seconds * voiceRate));
  const noise = diceOf(101 + speaker);
  for (const syllable of syllablesOf(speaker)) {
    addVowel(sound, syllable, voices[speaker]);
    if (syllable.isHard) addBreath(sound, syllable, noise);
    // Others have their turn in between.
    await setImmediate();
  }
  return sound;
}

/** A row of pulses through three resonances. */
function addVowel(sound: Float32Array, { from, to, vowel, place }: Syllable, { pitch, size }: Voice): void {
  const [first, count] = [Math.round(from * voiceRate), Math.round((to - from) * voiceRate)];
  const formants = (vowels[vowel] ?? vowels[0] ?? []).map((hz, index) =>
    resonance(hz * size, 70 + 40 * index),
  );
  let phase = 0;
  let cords = 0;
  for (let i = 0; i < count; i += 1) {
    const share = i / count;
    const wave = 1 + 0.02 * Math.sin(i / 700) + 0.05 * Math.sin(Math.PI * share);
    phase += (pitch * wave * (1.12 - 0.3 * place)) / voiceRate;
    if (phase >= 1) phase -= 1;
    // Open for two thirds of each cycle, and softer than a pulse.
    const pulse = phase < 0.66 ? Math.sin((Math.PI * phase) / 0.66) ** 2 : 0;
    cords += 0.35 * (pulse - cords);
    const excited = cords - 0.3;
    const value = formants.reduce((sum, filter, index) => sum + filter(excited) / (1 + index), 0);
    const envelope = Math.min(1, share / 0.18, (1 - share) / 0.3);
    sound[first + i] = (sound[first + i] ?? 0) + 0.34 * envelope * value;
  }
}

/** What a consonant sounds like before its vowel. */
function addBreath(sound: Float32Array, { from, vowel }: Syllable, noise: () => number): void {
  const count = Math.round(0.05 * voiceRate);
  const first = Math.round(from * voiceRate) - Math.round(count / 2);
  const filter = resonance(2600 + 500 * vowel, 1400);
  for (let i = 0; i < count; i += 1) {
    const value = 0.09 * Math.sin((Math.PI * i) / count) * filter(2 * noise() - 1);
    if (first + i >= 0) sound[first + i] = (sound[first + i] ?? 0) + value;
  }
}

/** A resonance of two poles with unity gain at its peak; keeps its state. */
function resonance(hz: number, widthHz: number): (value: number) => number {
  const radius = Math.exp((-Math.PI * widthHz) / voiceRate);
  const angle = (2 * Math.PI * hz) / voiceRate;
  const gain = (1 - radius) * Math.sqrt(1 - 2 * radius * Math.cos(2 * angle) + radius * radius);
  let [last, before] = [0, 0];
  return (value) => {
    const next = gain * value + 2 * radius * Math.cos(angle) * last - radius * radius * before;
    [last, before] = [next, last];
    return next;
  };
}

/** Farther away than this, in seconds, nobody sits: 2.4 m. */
const acrossSeconds = 0.007;

/**
 * What the microphone of a camera hears, as 16-bit samples: the one it stands near to, the other one softer and later,
 * and a quiet room. `near` undefined: both from afar.
 */
export function hearScript(
  spoken: readonly [Float32Array, Float32Array],
  near: Speaker | undefined,
): Int16Array {
  const noise = diceOf(7 + (near ?? 5));
  const late = Math.round(acrossSeconds * voiceRate);
  const gains = spoken.map((_, speaker) => (near === undefined ? 0.5 : speaker === near ? 1 : 0.22));
  const delays = spoken.map((_, speaker) => (near === undefined || speaker === near ? 0 : late));
  let room = 0;
  return Int16Array.from(spoken[0], (_, i) => {
    room += 0.06 * (2 * noise() - 1 - room);
    const heard = spoken.reduce((sum, voice, speaker) => {
      return sum + (gains[speaker] ?? 0) * (voice[i - (delays[speaker] ?? 0)] ?? 0);
    }, 0.004 * room);
    return Math.round(32_767 * Math.max(-1, Math.min(1, 5 * heard)));
  });
}
