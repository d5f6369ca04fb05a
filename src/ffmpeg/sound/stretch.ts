import { makeSincWeights, tapsAround } from '../../shared/sinc-weights.ts';

const phases = 512;

const weights = makeSincWeights(phases);

export interface BlockToStretch {
  /** Interleaved frames, and those right before and right behind them; fewer at an end. */
  readonly block: Int16Array;
  readonly previous: Int16Array;
  readonly next: Int16Array;
  readonly channels: number;
}

/** The frames of a block laid over `[from, to)`: those for the whole numbers in it. */
export function stretchInto(
  { block, previous, next, channels }: BlockToStretch,
  { from, to }: { from: number; to: number },
): Int16Array {
  const before = Math.max(0, tapsAround * channels - previous.length);
  const around = new Int16Array(block.length + 2 * tapsAround * channels);
  around.set(previous.subarray(Math.max(0, previous.length - tapsAround * channels)), before);
  around.set(block, tapsAround * channels);
  around.set(next.subarray(0, tapsAround * channels), tapsAround * channels + block.length);
  const first = Math.ceil(from);
  const frames = Math.max(0, Math.ceil(to) - first);
  const step = block.length / channels / (to - from);
  const out = new Int16Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    const place = (first + frame - from) * step;
    const whole = Math.floor(place);
    const row = Math.round((place - whole) * phases) * 2 * tapsAround;
    for (let channel = 0; channel < channels; channel++) {
      let value = 0;
      let at = (whole + 1) * channels + channel;
      for (let tap = 0; tap < 2 * tapsAround; tap++, at += channels)
        value += (weights[row + tap] ?? 0) * (around[at] ?? 0);
      out[frame * channels + channel] = Math.max(-32_768, Math.min(32_767, Math.round(value)));
    }
  }
  return out;
}
