import type { TakePlaced } from './place-sound.ts';

/** Frames handed on at once: each writing costs the same, whatever its length. */
const batchFrames = 32_768;

/** Joins samples that follow one another into larger pieces. `flush` hands on what is left. */
export function gatherSamples(
  channels: number,
  take: TakePlaced,
): { readonly take: TakePlaced; readonly flush: () => Promise<void> } {
  const batch = new Int16Array(batchFrames * channels);
  let [first, filled] = [0, 0];
  const flush = async (): Promise<void> => {
    if (filled > 0) await take(batch.slice(0, filled), first);
    filled = 0;
  };
  return {
    flush,
    take: async (samples, at) => {
      if (at !== first + filled / channels) await flush();
      for (let done = 0; done < samples.length;) {
        if (filled === 0) first = at + done / channels;
        const piece = samples.subarray(done, done + batch.length - filled);
        batch.set(piece, filled);
        filled += piece.length;
        done += piece.length;
        if (filled === batch.length) await flush();
      }
    },
  };
}
