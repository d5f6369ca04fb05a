import type { TakePlaced } from './place-sound.ts';

/** Tracks are read side by side. One that lags by so many seconds has nothing there. */
const mostLagSeconds = 10;

/** A track that was never louder than this (16 bit) is an input with nothing plugged in. */
const unplugged = 16;

/**
 * Adds up mono tracks that are heard together, each given on all channels. Those that carry sound lie left and right
 * in turn, so that two are a pair; the first to be heard is in the middle until another one is, and those with
 * nothing plugged in take no side. Each one's samples come in order; the sum goes on to `take` in order.
 */
export function mixVoices(
  { voices, channels, sampleRate }: { voices: number; channels: number; sampleRate: number },
  take: TakePlaced,
): { readonly voices: readonly TakePlaced[]; readonly flush: () => Promise<void> } {
  const ends: number[] = Array.from({ length: voices }, () => -Infinity);
  const isPlugged = ends.map(() => false);
  const gains: (readonly number[] | undefined)[] = ends.map(() => undefined);
  let sum = new Float32Array(0);
  let first = NaN;
  const handUpTo = async (end: number): Promise<void> => {
    const length = Math.min(sum.length, (end - first) * channels);
    if (!(length > 0)) return;
    const out = Int16Array.from(sum.subarray(0, length), (value) =>
      Math.max(-32_768, Math.min(32_767, Math.round(value))),
    );
    const at = first;
    [sum, first] = [sum.slice(length), first + length / channels];
    await take(out, at);
  };
  const addVoice = async (voice: number, samples: Int16Array, at: number): Promise<void> => {
    if (Number.isNaN(first)) first = at;
    isPlugged[voice] ||= samples.some((value) => Math.abs(value) > unplugged);
    const late = Math.max(0, first - at) * channels;
    const from = (at - first) * channels;
    if (from + samples.length > sum.length) {
      const grown = new Float32Array(from + samples.length + sampleRate * channels);
      grown.set(sum);
      sum = grown;
    }
    const after = gainsOf(voice, isPlugged, channels);
    const before = gains[voice] ?? after;
    for (let i = late; i < samples.length; i++) {
      const [was, is] = [before[i % channels] ?? 0, after[i % channels] ?? 0];
      sum[from + i] = (sum[from + i] ?? 0) + (samples[i] ?? 0) * (was + ((is - was) * i) / samples.length);
    }
    gains[voice] = after;
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

function gainsOf(voice: number, isPlugged: readonly boolean[], channels: number): number[] {
  const heard = isPlugged.flatMap((is, i) => (is ? [i] : []));
  const place = heard.indexOf(voice);
  const sides = Array.from({ length: channels }, (_, side) => side);
  if (place < 0) return sides.map(() => 0);
  if (channels === 1 || heard.length === 1) return sides.map(() => 1 / heard.length);
  const onSide = heard.filter((_, i) => i % 2 === place % 2).length;
  return sides.map((side) => (side === place % 2 ? 1 / onSide : 0));
}
