/**
 * The samples of a track whose clock runs by `slope` too fast, as the reference's clock would have taken them:
 * element *i* of the result is the track at `i · (1 + slope)`, counted from the middle so that the middle stays
 * where it is. Cubic between four samples.
 */
export function stretch(samples: Float32Array, slope: number): Float32Array {
  if (Math.abs(slope) < 1e-6) return samples;
  const middle = samples.length / 2;
  return samples.map((_, i) => {
    const place = i + slope * (i - middle);
    const at = Math.floor(place);
    const x = place - at;
    const a = samples[at - 1] ?? 0;
    const b = samples[at] ?? 0;
    const c = samples[at + 1] ?? 0;
    const d = samples[at + 2] ?? 0;
    return b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
  });
}
