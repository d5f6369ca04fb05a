import { makeSincWeights, tapsAround } from '../../shared/sinc-weights.ts';

/** So fine that the error of taking the nearest one is 76 dB below a tone of 10 kHz. */
const phases = 4096;

const weights = makeSincWeights(phases);

/** Frames of a source from frame `from` of its own grid on; it holds those around every place that is asked for. */
export interface SourceRow {
  readonly samples: Int16Array;
  readonly from: number;
  readonly channels: number;
}

/** Frames `[from, to)` that the value at a place is made of. */
export function framesAround(place: number): { readonly from: number; readonly to: number } {
  const whole = Math.floor(place);
  return { from: whole - tapsAround + 1, to: whole + tapsAround + 1 };
}

/**
 * Frames `[first, first + frames)` of the programme's grid, frame *n* being the source at `n × speed` of its own grid,
 * to a ten-millionth of a sample however long the source: there is no state that could drift, and no step.
 */
export function retimeSamples(
  { samples, from, channels }: SourceRow,
  { first, frames, speed }: { first: number; frames: number; speed: number },
): Int16Array {
  const out = new Int16Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    const place = (first + frame) * speed;
    const whole = Math.floor(place);
    const row = Math.round((place - whole) * phases) * 2 * tapsAround;
    const start = (whole - tapsAround + 1 - from) * channels;
    for (let channel = 0; channel < channels; channel++) {
      let value = 0;
      let at = start + channel;
      for (let tap = row; tap < row + 2 * tapsAround; tap++, at += channels)
        value += (weights[tap] ?? 0) * (samples[at] ?? 0);
      out[frame * channels + channel] = Math.max(-32_768, Math.min(32_767, Math.round(value)));
    }
  }
  return out;
}
