import { framesAround, retimeSamples } from '../../ffmpeg/sound/retime-samples.ts';
import { tapsAround } from '../../shared/sinc-weights.ts';
import type { TakePlaced } from './place-sound.ts';

/** Frames that are retimed in one go: for so long nobody else has a turn. */
const mostFrames = 16_384;

export interface SoundRetimer {
  readonly take: TakePlaced;
  /** Hands on what is left. */
  readonly flush: () => Promise<void>;
}

/**
 * Brings sound of a source whose clock runs by a factor of `speed` onto the programme's clock: what lies at `t` of the
 * source is handed on at `t / speed`. Samples come in their place, in order and none twice, with holes or without, and
 * go on in the same way.
 */
export function retimeSound(
  { speed, channels }: { readonly speed: number; readonly channels: number },
  take: TakePlaced,
): SoundRetimer {
  // Frames `[from, end)` of the source, with silence before each unbroken run of them.
  let row = new Int16Array(0);
  let [from, end, next] = [0, 0, 0];
  const append = (samples: Int16Array): void => {
    const skipped = Math.max(0, framesAround(next * speed).from - from);
    const kept = row.subarray(skipped * channels);
    row = new Int16Array(kept.length + samples.length);
    row.set(kept);
    row.set(samples, kept.length);
    from += Math.min(skipped, end - from);
    end += samples.length / channels;
  };
  const handOnUpTo = async (stop: number): Promise<void> => {
    while (next < stop) {
      const frames = Math.min(mostFrames, stop - next);
      const retimed = retimeSamples({ samples: row, from, channels }, { first: next, frames, speed });
      next += frames;
      await take(retimed, next - frames);
    }
  };
  const silence = new Int16Array(2 * tapsAround * channels);
  const flush = async (): Promise<void> => {
    const stop = Math.ceil(end / speed);
    append(silence);
    await handOnUpTo(stop);
  };
  return {
    flush,
    take: async (samples, at) => {
      if (at !== end || row.length === 0) {
        if (row.length > 0) await flush();
        row = silence.slice();
        [from, end] = [at - 2 * tapsAround, at];
        next = Math.max(next, Math.ceil(at / speed));
      }
      append(samples);
      // The frames after a place have to be there, too.
      await handOnUpTo(Math.max(next, Math.floor((end - tapsAround - 1) / speed)));
    },
  };
}
