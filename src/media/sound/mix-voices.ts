import type { TakePlaced } from './place-sound.ts';

/** Tracks are read side by side. One that lags by so many seconds has nothing there. */
const mostLagSeconds = 10;

/** Adds up tracks that are heard together. Each one's samples come in order; the sum goes on to `take` in order. */
export function mixVoices(
  { voices, channels, sampleRate }: { voices: number; channels: number; sampleRate: number },
  take: TakePlaced,
): { readonly voices: readonly TakePlaced[]; readonly flush: () => Promise<void> } {
  const ends: number[] = Array.from({ length: voices }, () => -Infinity);
  let sum = new Int32Array(0);
  let first = NaN;
  const handUpTo = async (end: number): Promise<void> => {
    const length = Math.min(sum.length, (end - first) * channels);
    if (!(length > 0)) return;
    const out = Int16Array.from(sum.subarray(0, length), (value) =>
      Math.max(-32_768, Math.min(32_767, value)),
    );
    const at = first;
    [sum, first] = [sum.slice(length), first + length / channels];
    await take(out, at);
  };
  const addVoice = async (voice: number, samples: Int16Array, at: number): Promise<void> => {
    if (Number.isNaN(first)) first = at;
    const late = Math.max(0, first - at);
    const own = samples.subarray(late * channels);
    const from = (at + late - first) * channels;
    if (from + own.length > sum.length) {
      const grown = new Int32Array(from + own.length + sampleRate * channels);
      grown.set(sum);
      sum = grown;
    }
    own.forEach((value, i) => (sum[from + i] = (sum[from + i] ?? 0) + value));
    ends[voice] = at + samples.length / channels;
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const known = Math.max(least, most - mostLagSeconds * sampleRate);
    if (known - first >= sampleRate) await handUpTo(known);
  };
  return {
    voices: ends.map((_, voice) => (samples, at) => addVoice(voice, samples, at)),
    flush: () => handUpTo(Math.max(...ends)),
  };
}
