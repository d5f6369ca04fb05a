import { mostRise, peakMargin, truePeaksOf } from './true-peaks.ts';

const channels = 2;

/** How high the wave of stereo sound at 48 kHz gets: its true peak (ITU-R BS.1770-4). Feed it all of it, in pieces of any size. */
export class HighestPeak {
  #peak = 0;
  /** What was fed last, at both of whose ends a peak is looked for with what is around it. */
  #rest = new Float32Array(channels * peakMargin);

  /** Interleaved; full scale is 1. */
  push(samples: Float32Array): void {
    const all = new Float32Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    this.#look(all);
    this.#rest = all.slice(Math.max(0, all.length - 2 * channels * peakMargin));
  }

  /** dBTP of all that was fed; −Infinity for silence. */
  decibels(): number {
    const end = new Float32Array(this.#rest.length + channels * peakMargin);
    end.set(this.#rest);
    this.#look(end);
    return this.#peak > 0 ? 20 * Math.log10(this.#peak) : -Infinity;
  }

  /** Most sound is so low that no wave of it gets above what was seen. */
  #look(samples: Float32Array): void {
    if (highestOf(samples) * mostRise <= this.#peak) return;
    const peaks = truePeaksOf({ samples, margin: peakMargin }, this.#peak);
    this.#peak = Math.max(this.#peak, highestOf(peaks));
  }
}

function highestOf(values: Float32Array): number {
  let highest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Math.abs(values[i] ?? 0);
    if (value > highest) highest = value;
  }
  return highest;
}
