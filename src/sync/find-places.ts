import { ENVELOPE_RATE } from './envelope.ts';
import { createFft, sizeFor, type Fft } from './fft.ts';

/** A place in the long track where a block of the short one fits. Both are envelope values from the track's start. */
export interface Place {
  /** The middle of the block. */
  readonly short: number;
  readonly long: number;
  /** Correlation coefficient: 1 is the same course. */
  readonly likeness: number;
}

/** About forty seconds: long enough to be unlike anything else, short enough for 200 ppm to blur less than a value. */
const blockLength = 2048;
const maxBlocks = 64;
const placesPerBlock = 6;
/** Two places nearer to each other than this are one. */
const sameWithin = ENVELOPE_RATE / 2;
const leastLikeness = 0.1;
/** A transform of this size takes some milliseconds: between two of them others get their turn. */
const pieceSize = 65_536;

/**
 * Looks for blocks of the short track all over the long one. Yields between two steps of a few milliseconds, so that
 * whoever drives it can let others work; returns all places found.
 */
export function* findPlaces(short: Float32Array, long: Float32Array): Generator<void, Place[], void> {
  const length = Math.min(blockLength, short.length);
  if (length < ENVELOPE_RATE) return [];
  const fft = createFft(Math.min(pieceSize, sizeFor(long.length + 2 * length)));
  const pieces: Piece[] = [];
  const step = fft.size - length;
  for (let from = -Math.floor(length / 2); from < long.length; from += step) {
    pieces.push(transformPiece(fft, long, from));
    yield;
  }
  const energies = energyUpTo(long);
  const starts = blockStarts(short.length, length);
  const places: Place[] = [];
  for (let pair = 0; pair < starts.length; pair += 2) {
    const blocks = starts.slice(pair, pair + 2).map((start) => takeBlock(short, start, length));
    const found: Place[][] = blocks.map(() => []);
    const transformed = transformPair(fft, blocks);
    yield;
    for (const piece of pieces) {
      const courses = correlate(fft, transformed, piece);
      blocks.forEach((block, at) => {
        const peaks = { block, course: courses[at] as Float64Array, from: piece.from, step };
        found[at] = keepBest([...(found[at] ?? []), ...peaksOf(peaks, energies)]);
      });
      yield;
    }
    places.push(...found.flat());
  }
  return places;
}

interface Piece {
  /** Index in the long track of its first value; values outside the track are zero. */
  readonly from: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

interface Block {
  readonly start: number;
  readonly values: Float64Array;
  /** Square root of its energy. */
  readonly norm: number;
}

function blockStarts(total: number, length: number): number[] {
  const last = total - length;
  const count = Math.min(maxBlocks, Math.max(1, Math.ceil((2 * last) / length) + 1));
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, at) => Math.round((at * last) / (count - 1)));
}

function takeBlock(track: Float32Array, start: number, length: number): Block {
  const values = Float64Array.from(track.subarray(start, start + length));
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { start, values, norm };
}

function transformPiece(fft: Fft, long: Float32Array, from: number): Piece {
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);
  const first = Math.max(0, from);
  re.set(long.subarray(first, Math.max(first, from + fft.size)), first - from);
  fft.forward(re, im);
  return { from, re, im };
}

/** Two blocks in one transform: the one as real, the other as imaginary part. */
function transformPair(fft: Fft, blocks: readonly Block[]): { re: Float64Array; im: Float64Array } {
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);
  re.set(blocks[0]?.values ?? []);
  im.set(blocks[1]?.values ?? []);
  fft.forward(re, im);
  return { re, im };
}

/**
 * Correlations of both blocks with a piece. For real `a`, `b` and `x`: the inverse of `conj(A + iB) · X` is
 * `a ⋆ x − i (b ⋆ x)`.
 */
function correlate(fft: Fft, pair: { re: Float64Array; im: Float64Array }, piece: Piece): Float64Array[] {
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);
  for (let k = 0; k < fft.size; k += 1) {
    const ar = pair.re[k] as number;
    const ai = pair.im[k] as number;
    const xr = piece.re[k] as number;
    const xi = piece.im[k] as number;
    re[k] = ar * xr + ai * xi;
    im[k] = ar * xi - ai * xr;
  }
  fft.inverse(re, im);
  for (let k = 0; k < fft.size; k += 1) {
    re[k] = (re[k] as number) / fft.size;
    im[k] = -(im[k] as number) / fft.size;
  }
  return [re, im];
}

function energyUpTo(track: Float32Array): Float64Array {
  const sums = new Float64Array(track.length + 1);
  track.forEach((value, at) => (sums[at + 1] = (sums[at] as number) + value * value));
  return sums;
}

interface Peaks {
  readonly block: Block;
  /** Element *i* is the correlation with the values from `from + i` on; the first `step` are whole. */
  readonly course: Float64Array;
  readonly from: number;
  readonly step: number;
}

function peaksOf({ block, course, from, step }: Peaks, energies: Float64Array): Place[] {
  const found: Place[] = [];
  const { length } = block.values;
  const last = energies.length - 1;
  // A quiet stretch would make any likeness out of next to nothing.
  const least = ((energies[last] as number) / Math.max(1, last)) * length * 0.1;
  for (let i = 0; i < step; i += 1) {
    const value = course[i] as number;
    if (value <= 0 || value < (course[i - 1] ?? 0) || value < (course[i + 1] ?? 0)) continue;
    const start = Math.min(last, Math.max(0, from + i));
    const end = Math.min(last, Math.max(0, from + i + length));
    const energy = Math.max(least, (energies[end] as number) - (energies[start] as number));
    const likeness = value / (block.norm * Math.sqrt(energy) || 1);
    if (likeness < leastLikeness) continue;
    const middle = length / 2;
    found.push({ short: block.start + middle, long: from + i + middle, likeness });
  }
  return found;
}

function keepBest(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const place of [...places].sort((a, b) => b.likeness - a.likeness)) {
    if (kept.length === placesPerBlock) break;
    if (kept.every(({ long }) => Math.abs(long - place.long) > sameWithin)) kept.push(place);
  }
  return kept;
}
