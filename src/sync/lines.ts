/** `lag = other − reference` at some instant of the reference, all in seconds. */
export interface LagPoint {
  readonly at: number;
  readonly lag: number;
  /** How much it is to be believed, above 0. */
  readonly weight: number;
}

/** `lag(t) = lag + slope · (t − at)` */
export interface LagLine {
  readonly at: number;
  readonly lag: number;
  /** 1e-6 is one ppm. */
  readonly slope: number;
}

export interface FittedLine extends LagLine {
  readonly inliers: readonly LagPoint[];
  /** Sum of the inliers' weights. */
  readonly support: number;
}

/** Clocks of cameras differ by up to 100 ppm; beyond this the tracks were not recorded side by side. */
export const MAX_SLOPE = 350e-6;

export function lagAt({ at, lag, slope }: LagLine, time: number): number {
  return lag + slope * (time - at);
}

/** Outliers dropped: the line through two of the points that most of them lie near, then the best fit to those. */
export function fitLine(points: readonly LagPoint[], tolerance: number): FittedLine | undefined {
  const line = bestThroughTwo(points, tolerance);
  if (!line) return undefined;
  const best = withInliers(line, points, tolerance);
  const refined = withInliers(leastSquares(best.inliers), points, tolerance);
  return refined.support >= best.support && Math.abs(refined.slope) <= MAX_SLOPE ? refined : best;
}

function bestThroughTwo(points: readonly LagPoint[], tolerance: number): LagLine | undefined {
  let best: LagLine | undefined;
  let most = 0;
  for (const [index, a] of points.entries()) {
    for (let other = index; other < points.length; other += 1) {
      const line = lineThrough(a, points[other] ?? a);
      if (Math.abs(line.slope) > MAX_SLOPE) continue;
      const support = supportOf(line, points, tolerance);
      if (support <= most) continue;
      most = support;
      best = line;
    }
  }
  return best;
}

/** As `withInliers` sums it up, without a list: this is asked a hundred thousand times. */
function supportOf({ at, lag, slope }: LagLine, points: readonly LagPoint[], tolerance: number): number {
  let support = 0;
  for (const point of points) {
    const miss = point.lag - lag - slope * (point.at - at);
    if (miss <= tolerance && miss >= -tolerance) support += point.weight;
  }
  return support;
}

function lineThrough(a: LagPoint, b: LagPoint): LagLine {
  const apart = b.at - a.at;
  return { at: a.at, lag: a.lag, slope: Math.abs(apart) < 1e-9 ? 0 : (b.lag - a.lag) / apart };
}

export function withInliers(line: LagLine, points: readonly LagPoint[], tolerance: number): FittedLine {
  const inliers = points.filter(({ at, lag }) => Math.abs(lag - lagAt(line, at)) <= tolerance);
  return { ...line, inliers, support: inliers.reduce((sum, { weight }) => sum + weight, 0) };
}

/** Weighted, through the centre of the points; level where they all lie at one instant. */
export function leastSquares(points: readonly LagPoint[]): LagLine {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (pick: (point: LagPoint) => number): number =>
    points.reduce((sum, point) => sum + point.weight * pick(point), 0) / (total || 1);
  const at = mean((point) => point.at);
  const lag = mean((point) => point.lag);
  const spread = mean((point) => (point.at - at) ** 2);
  const common = mean((point) => (point.at - at) * (point.lag - lag));
  return { at, lag, slope: spread < 1e-6 ? 0 : common / spread };
}

/** Standard error of the slope that `leastSquares` finds. */
export function slopeError(line: LagLine, points: readonly LagPoint[]): number {
  if (points.length < 3) return Infinity;
  const mean = points.reduce((sum, { at }) => sum + at, 0) / points.length;
  const spread = points.reduce((sum, { at }) => sum + (at - mean) ** 2, 0);
  const noise = points.reduce((sum, { at, lag }) => sum + (lag - lagAt(line, at)) ** 2, 0);
  return Math.sqrt(noise / (points.length - 2) / (spread || 1e-9));
}
