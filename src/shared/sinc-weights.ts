/** Frames on either side of a place that its value is made of. */
export const tapsAround = 12;

/** Weights of the `2 × tapsAround` frames around a place, for `phases + 1` places between two frames: a windowed sinc. */
export function makeSincWeights(phases: number): Float64Array {
  const table = new Float64Array((phases + 1) * 2 * tapsAround);
  for (let phase = 0; phase <= phases; phase++) {
    let total = 0;
    const row = table.subarray(phase * 2 * tapsAround, (phase + 1) * 2 * tapsAround);
    row.forEach((_, tap) => {
      const x = tap - tapsAround + 1 - phase / phases;
      const window = Math.cos((Math.PI * x) / (2 * (tapsAround + 0.5))) ** 2;
      row[tap] = window * (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
      total += row[tap] ?? 0;
    });
    row.forEach((weight, tap) => (row[tap] = weight / total));
  }
  return table;
}
