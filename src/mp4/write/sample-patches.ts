/** Bytes of a sample that become others. */
export interface SamplePatch {
  /** From the beginning of the sample as it lies in its file. */
  readonly at: number;
  readonly removed: number;
  readonly bytes: Uint8Array;
}

/** In front of the bytes of each patch: where, how many go, how many come, each in four bytes. */
const headBytes = 12;

/** The patches of many samples, in one piece of memory: a recording of hours has half a million of them. */
export class SamplePatches {
  readonly #starts: number[] = [0];
  #data = new Uint8Array(4096);
  #view = new DataView(this.#data.buffer);
  #used = 0;

  /** How many samples there are patches for, those without any among them. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** Those of the next sample, in ascending order. */
  append(patches: readonly SamplePatch[]): void {
    for (const { at, removed, bytes } of patches) {
      this.#reserve(headBytes + bytes.length);
      [at, removed, bytes.length].forEach((value, i) => this.#view.setUint32(this.#used + 4 * i, value));
      this.#data.set(bytes, this.#used + headBytes);
      this.#used += headBytes + bytes.length;
    }
    this.#starts.push(this.#used);
  }

  of(sample: number): SamplePatch[] {
    const patches: SamplePatch[] = [];
    const end = this.#starts[sample + 1] ?? 0;
    let position = this.#starts[sample] ?? end;
    while (position < end) {
      const [at, removed] = [this.#view.getUint32(position), this.#view.getUint32(position + 4)];
      const from = position + headBytes;
      position = from + this.#view.getUint32(position + 8);
      patches.push({ at, removed, bytes: this.#data.subarray(from, position) });
    }
    return patches;
  }

  /** By how many bytes a sample becomes longer. */
  growth(sample: number): number {
    return this.of(sample).reduce((sum, { removed, bytes }) => sum + bytes.length - removed, 0);
  }

  /** Those of some samples, in this order. */
  pick(samples: readonly number[]): SamplePatches {
    const picked = new SamplePatches();
    for (const sample of samples) picked.append(this.of(sample));
    return picked;
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#data.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#data.length, this.#used + bytes));
    larger.set(this.#data.subarray(0, this.#used));
    this.#data = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** The pieces of a sample once it is patched. */
export function patchSample(sample: Uint8Array, patches: readonly SamplePatch[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { at, removed, bytes } of patches) {
    if (at > from) parts.push(sample.subarray(from, at));
    parts.push(bytes);
    from = at + removed;
  }
  if (from < sample.length) parts.push(sample.subarray(from));
  return parts;
}
