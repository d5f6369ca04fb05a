/** Coefficients of ITU-R BS.1770-4 for 48 kHz: a shelf for the head, and what the ear does to the deep. */
const shelf = {
  b: [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85],
  a: [-1.690_659_293_182_41, 0.732_480_774_215_85],
} as const;
const highPass = { b: [1, -2, 1], a: [-1.990_047_454_833_98, 0.990_072_250_366_21] } as const;

/** Blocks of 400 ms begin every 100 ms, at 48 kHz. */
const hop = 4800;
const hopsInBlock = 4;

/** Blocks below are no sound, in LUFS; and below the mean of the others by so much, in LU. */
const absoluteGate = -70;
const relativeGate = -10;

/** What a second of full silence is, in LUFS. */
export const silentLoudness = -Infinity;

/** Loudness of stereo sound at 48 kHz, integrated as ITU-R BS.1770-4 says. Feed it all of it, in pieces of any size. */
export class IntegratedLoudness {
  readonly #filters = [new KWeighting(), new KWeighting()];
  /** Sums of squares of the hops that are full. */
  readonly #hops: number[] = [];
  #sum = 0;
  #filled = 0;

  /** Interleaved; full scale is 1. */
  push(samples: Float32Array): void {
    const frames = samples.length >> 1;
    for (let at = 0; at < frames;) {
      const count = Math.min(hop - this.#filled, frames - at);
      for (const [channel, filter] of this.#filters.entries())
        this.#sum += filter.energyOf(samples, { from: 2 * at + channel, count });
      this.#filled += count;
      at += count;
      if (this.#filled < hop) continue;
      this.#hops.push(this.#sum);
      [this.#sum, this.#filled] = [0, 0];
    }
  }

  /** LUFS of all that was fed; `silentLoudness` where nothing of it is louder than −70. */
  integrated(): number {
    const blocks = this.#hops
      .slice(hopsInBlock - 1)
      .map(
        (_, i) =>
          this.#hops.slice(i, i + hopsInBlock).reduce((sum, part) => sum + part, 0) / (hopsInBlock * hop),
      );
    const loud = blocks.filter((power) => loudnessOfPower(power) > absoluteGate);
    const gate = loudnessOfPower(meanOf(loud)) + relativeGate;
    return loudnessOfPower(meanOf(loud.filter((power) => loudnessOfPower(power) > gate)));
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Of the summed mean squares of both channels. */
function loudnessOfPower(power: number): number {
  return power > 0 ? -0.691 + 10 * Math.log10(power) : silentLoudness;
}

/** Both filters in a row, for one channel (direct form II transposed). */
class KWeighting {
  readonly #state = new Float64Array(4);

  /** The sum of squares of what comes out for so many samples, every second one; in one loop, for it is all that a meter does. */
  energyOf(
    samples: Float32Array,
    { from, count }: { readonly from: number; readonly count: number },
  ): number {
    let [s1 = 0, s2 = 0, h1 = 0, h2 = 0] = this.#state;
    const [b0, b1, b2] = shelf.b;
    const [a1, a2] = shelf.a;
    const [c1, c2] = highPass.a;
    let sum = 0;
    for (let i = 0, at = from; i < count; i++, at += 2) {
      const x = samples[at] ?? 0;
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      // The numerator of the second one is 1, −2, 1.
      const z = y + h1;
      h1 = -2 * y - c1 * z + h2;
      h2 = y - c2 * z;
      sum += z * z;
    }
    this.#state.set([s1, s2, h1, h2]);
    return sum;
  }
}
