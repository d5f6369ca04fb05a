/** A complex Fourier transform of one size, in place. */
export interface Fft {
  readonly size: number;
  /** `X[k] = Σ x[n] · e^(−2πikn/size)`; both arrays have `size` elements. */
  readonly forward: (re: Float64Array, im: Float64Array) => void;
  /** The inverse times `size`: nothing is divided. */
  readonly inverse: (re: Float64Array, im: Float64Array) => void;
}

/** Radix 2, with its twiddle factors worked out once. `size` is a power of two, 2 or more. */
export function createFft(size: number): Fft {
  const bits = Math.log2(size);
  if (!Number.isInteger(bits) || bits < 1) throw new RangeError(`${size} is not a power of two`);
  const half = size / 2;
  const cosine = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sine = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
  const swaps = reversedPairs(size, bits);
  const forward = (re: Float64Array, im: Float64Array): void => {
    for (let at = 0; at < swaps.length; at += 2) {
      swap(re, swaps[at] as number, swaps[at + 1] as number);
      swap(im, swaps[at] as number, swaps[at + 1] as number);
    }
    for (let span = 1; span < size; span *= 2) butterflies({ re, im, cosine, sine, span });
  };
  // The transform of swapped parts is the swapped inverse.
  return { size, forward, inverse: (re, im) => forward(im, re) };
}

/** The smallest power of two that is not less than `length`. */
export function sizeFor(length: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(length)));
}

interface Stage {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  /** Distance of the two elements that are combined. */
  readonly span: number;
}

function butterflies({ re, im, cosine, sine, span }: Stage): void {
  const size = re.length;
  const stride = size / (2 * span);
  for (let start = 0; start < size; start += 2 * span) {
    for (let low = start, k = 0; low < start + span; low += 1, k += stride) {
      const high = low + span;
      const c = cosine[k] as number;
      const s = sine[k] as number;
      const hr = re[high] as number;
      const hi = im[high] as number;
      const tr = hr * c - hi * s;
      const ti = hr * s + hi * c;
      const lr = re[low] as number;
      const li = im[low] as number;
      re[high] = lr - tr;
      im[high] = li - ti;
      re[low] = lr + tr;
      im[low] = li + ti;
    }
  }
}

/** Pairs of places that change with each other, each pair once. */
function reversedPairs(size: number, bits: number): Uint32Array {
  const pairs: number[] = [];
  for (let place = 0; place < size; place += 1) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit += 1) reversed = (reversed << 1) | ((place >> bit) & 1);
    if (place < reversed) pairs.push(place, reversed);
  }
  return Uint32Array.from(pairs);
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a] as number;
  values[a] = values[b] as number;
  values[b] = kept;
}
