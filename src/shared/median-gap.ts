/** The middle one of all positive distances between neighbours, in any order; undefined where there is none. */
export function medianGap(values: Float64Array): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const gaps = sorted
    .subarray(1)
    .map((value, i) => value - (sorted[i] ?? 0))
    .filter((gap) => gap > 0)
    .sort();
  return gaps[gaps.length >> 1];
}
