import { median, type PlacedBlock } from './find-steps.ts';

/** So many blocks say as much as all of them. */
const mostPoints = 400;

/** A slope is believed when it is so many times as large as jitter alone would make it. */
const surelySloped = 4;

/** The line through the offsets of blocks: its value `at` a count of samples, and its slope, 0 where jitter may be all. */
export function fitClockLine(
  blocks: readonly PlacedBlock[],
  { at, sampleRate }: { at: number; sampleRate: number },
): { offset: number; slope: number } {
  const stride = Math.ceil(blocks.length / mostPoints);
  const points = blocks.filter((_, i) => i % stride === 0);
  const rough = leastSquares(points, at);
  const residual = ({ count, offset }: PlacedBlock) =>
    Math.abs(offset - rough.offset - rough.slope * (count - at));
  // Some packets are very late; they say nothing of the others.
  const limit = 4 * median(points.map(residual)) + 0.001 * sampleRate;
  return believed(
    leastSquares(
      points.filter((point) => residual(point) <= limit),
      at,
    ),
  );
}

interface Line {
  readonly offset: number;
  readonly slope: number;
  readonly slopeError: number;
  readonly mean: number;
}

function believed({ offset, slope, slopeError, mean }: Line): { offset: number; slope: number } {
  if (Math.abs(slope) > surelySloped * slopeError) return { offset, slope };
  return { offset: mean, slope: 0 };
}

function leastSquares(points: readonly PlacedBlock[], at: number): Line {
  const n = Math.max(1, points.length);
  const [middle, mean] = [sum(points, ({ count }) => count) / n, sum(points, ({ offset }) => offset) / n];
  const spread = sum(points, ({ count }) => (count - middle) ** 2);
  const slope =
    spread === 0 ? 0 : sum(points, ({ count, offset }) => (count - middle) * (offset - mean)) / spread;
  const left = sum(points, ({ count, offset }) => (offset - mean - slope * (count - middle)) ** 2);
  const slopeError = spread === 0 ? Infinity : Math.sqrt(left / n / spread);
  return { offset: mean + slope * (at - middle), slope, slopeError, mean };
}

function sum(points: readonly PlacedBlock[], of: (point: PlacedBlock) => number): number {
  return points.reduce((total, point) => total + of(point), 0);
}
