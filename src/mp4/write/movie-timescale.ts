/** A stretch of time as a count of ticks. */
export interface Duration {
  readonly ticks: number;
  /** Ticks per second. */
  readonly timescale: number;
}

const largest = 2 ** 31 - 1;

/**
 * A timescale for the movie in which each of these durations is a whole number of ticks, where 31 bits allow it;
 * otherwise the first one is exact and the others are within half a microsecond.
 */
export function chooseMovieTimescale(durations: readonly Duration[]): number {
  const scales = durations.map((duration) => duration.timescale);
  const common = scales.reduce(leastCommonMultiple, 1);
  const exact = [...scales, common].find(
    (scale) => scale <= largest && durations.every((d) => isWhole(d, scale)),
  );
  if (exact !== undefined) return exact;
  const first = scales[0] ?? 1000;
  return first * Math.max(1, Math.ceil(1e6 / first));
}

/** The duration in ticks of another timescale, to the nearest. */
export function rescaleDuration(duration: Duration, timescale: number): number {
  const product = 2n * BigInt(duration.ticks) * BigInt(timescale);
  const per = BigInt(duration.timescale);
  return Number((product + per) / (2n * per));
}

function isWhole(duration: Duration, timescale: number): boolean {
  return (BigInt(duration.ticks) * BigInt(timescale)) % BigInt(duration.timescale) === 0n;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
