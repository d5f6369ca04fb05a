/** Levels are looked at every 10 ms of 48 kHz. */
export const levelFrames = 480;

/** Voices count as heard where they are, over 50 ms, not more than so much below their loudness, in decibels. */
const belowLoudness = 18;
/** The loudness is taken in steps of so many, so that a cut elsewhere does not change what counts. */
const coarse = 3;
/** Nothing quieter counts, in decibels below full scale. */
const leastLevel = -60;

/** Levels of so many hops are taken together. */
const together = 2;
/** It is down so long before what ducks it begins and after it ends, in hops: pauses between words do not lift it. */
const ahead = 10;
const hold = 70;
/** The way down and up again takes 400 ms, half of it on either side. */
const halfWay = 20;

/**
 * By which share (0..1) of its decibels a voice is down, every 10 ms: smooth, and known beforehand, so that it is
 * down when the first word is said. `powers` are the mean squares of what ducks it, `loudness` is theirs in LUFS.
 */
export function duckShares(powers: Float32Array, loudness: number): Float32Array {
  const threshold = Math.max(leastLevel, coarse * Math.round((loudness - belowLoudness) / coarse));
  const power = 10 ** (threshold / 10);
  const isHeard = powers.map((_, i) => (meanAround(powers, i, together) > power ? 1 : 0));
  const isDown = reachOut(isHeard);
  const weights = Array.from(
    { length: 2 * halfWay + 1 },
    (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 1)) / (halfWay + 1)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return isDown.map((_, i) =>
    weights.reduce(
      (sum, weight, k) => sum + (weight / total) * (isDown[clamp(i + k - halfWay, isDown)] ?? 0),
      0,
    ),
  );
}

function clamp(index: number, { length }: Float32Array): number {
  return Math.max(0, Math.min(length - 1, index));
}

function meanAround(values: Float32Array, at: number, reach: number): number {
  const around = values.subarray(Math.max(0, at - reach), at + reach + 1);
  return around.reduce((sum, value) => sum + value, 0) / Math.max(1, around.length);
}

/** One from before each run of ones until after it. */
function reachOut(isHeard: Float32Array): Float32Array {
  const out = new Float32Array(isHeard.length);
  isHeard.forEach((is, i) => {
    // Whole runs are written at their ends only: most of what is heard is long.
    const isEdge = is > 0 && ((isHeard[i - 1] ?? 0) === 0 || (isHeard[i + 1] ?? 0) === 0);
    if (isEdge) out.fill(1, Math.max(0, i - ahead - halfWay), Math.min(out.length, i + hold + 1));
    else if (is > 0) out[i] = 1;
  });
  return out;
}
