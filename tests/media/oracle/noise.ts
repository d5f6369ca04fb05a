/**
 * The sound of the footage: noise that is a function of (voice, time) alone, so that any stretch of an
 * output tells where in its source it comes from. White noise on a 12 kHz lattice, interpolated by a
 * windowed sinc: band-limited to 6 kHz, which AAC, Opus and resampling leave almost untouched.
 */
const LATTICE_HZ = 12_000;
const HALF_TAPS = 6;
const TAPS = HALF_TAPS * 2;
const AMPLITUDE = 0.35;

/** The lattice: a deterministic value in [-1, 1) for every (voice, position), by integer hashing. */
function latticeValue(voice: number, position: number): number {
  let h = Math.imul(position | 0, 0x9e3779b1) ^ Math.imul(voice + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return ((h ^ (h >>> 16)) | 0) / 0x80000000;
}

/** Weights of the 12 lattice points around a position `fraction` (0..1) after the sixth of them. */
function kernelAt(fraction: number): Float64Array {
  return Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = fraction + HALF_TAPS - 1 - tap;
    if (x === 0) return AMPLITUDE;
    const window = Math.cos((Math.PI * x) / (2 * HALF_TAPS)) ** 2;
    return (AMPLITUDE * window * Math.sin(Math.PI * x)) / (Math.PI * x);
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Fills `out` with the noise of `voice` from `startSeconds` on, at `rateHz` (16 kHz or more, an integer).
 * Any real start is allowed: the judge compares between samples, too.
 */
export function fillNoise(voice: number, startSeconds: number, rateHz: number, out: Float32Array): void {
  const divisor = greatestCommonDivisor(rateHz, LATTICE_HZ);
  const [phases, step] = [rateHz / divisor, LATTICE_HZ / divisor];
  const start = startSeconds * LATTICE_HZ;
  const first = Math.floor(start) - HALF_TAPS + 1;
  const startFraction = start - Math.floor(start);
  const lattice = new Float64Array(Math.ceil((out.length * LATTICE_HZ) / rateHz) + TAPS + 2);
  for (let at = 0; at < lattice.length; at += 1) lattice[at] = latticeValue(voice, first + at);
  for (let phase = 0; phase < Math.min(phases, out.length); phase += 1) {
    const exact = startFraction + (phase * step) / phases;
    const kernel = kernelAt(exact - Math.floor(exact));
    let base = Math.floor(exact);
    for (let j = phase; j < out.length; j += phases, base += step) out[j] = weigh(kernel, lattice, base);
  }
}

function weigh(kernel: Float64Array, lattice: Float64Array, base: number): number {
  let sum = 0;
  for (let tap = 0; tap < TAPS; tap += 1) sum += (kernel[tap] as number) * (lattice[base + tap] as number);
  return sum;
}
