/** The sound of the test cameras: noise that tells the camera and the sample, soft enough to survive AAC. */
export const noiseRate = 48_000;

const taps = [0.06, 0.12, 0.2, 0.24, 0.2, 0.12, 0.06] as const;

/** Samples `[from, from + length)` of a camera's noise, −1..1; silence before sample 0. */
export function cameraNoise(camera: number, from: number, length: number): Float32Array {
  const raw = new Float32Array(length + taps.length);
  for (let i = 0; i < raw.length; i++) raw[i] = from + i < 0 ? 0 : white(camera, from + i);
  const noise = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap++) sum += (taps[tap] ?? 0) * (raw[i + tap] ?? 0);
    noise[i] = sum;
  }
  return noise;
}

function white(camera: number, sample: number): number {
  let x = Math.imul(sample + 0x6d2b79f5, 0x2c1b3c6d) ^ Math.imul(camera + 1, 0x297a2d39);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
}
