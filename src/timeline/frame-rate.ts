import {
  add,
  compare,
  isLess,
  multiply,
  rational,
  rationalFromNumber,
  simplestBetween,
  subtract,
  zero,
  type Rational,
} from './rational.ts';

/** The NTSC family: rates that people write as decimals and mean as `n·1000/1001`. */
const ntscRates = [15, 24, 30, 48, 60, 120, 240].map((nominal) => rational(nominal * 1000, 1001));

/** Rates that cameras and recorders are set to. */
const usualRates = [
  ...[8, 10, 12, 12.5, 15, 20, 24, 25, 30, 48, 50, 60, 90, 100, 120, 144, 240].map(rationalFromNumber),
  ...ntscRates,
];

/**
 * How far a written rate may lie from the NTSC rate it means, in frames per second. 23.98, 23.976 and
 * 23.976023976 all lie within it, and 24 does not (24 − 23.976 = 0.024).
 */
const ntscTolerance = rational(6, 1000);

/** As a share of a rate: less than a millisecond in 24 hours. Numerators stay below 50 million. */
const floatTolerance = rational(1, 100_000_000);

/**
 * The exact frame rate that a decimal stands for: 23.976, 29.97 and 59.94 mean 24000/1001, 30000/1001 and
 * 60000/1001; every other number means the simplest fraction next to it. Floats end in digits that nobody meant
 * (33.333333333333336 is 100/3), and a movie counts its time in units of the rate's numerator, which has 31 bits.
 */
export function frameRateFromNumber(framesPerSecond: number): Rational {
  const exact = rationalFromNumber(framesPerSecond);
  const ntsc = ntscRates.find((rate) => compare(distance(exact, rate), ntscTolerance) <= 0);
  return ntsc ?? simplestRate(exact, floatTolerance);
}

/** How far a measured rate may lie from the usual one it stands for, as a share of it. NTSC rates differ by 0.1 %. */
const usualTolerance = rational(3, 10_000);

/**
 * The rate a measured average most probably stands for: an NTSC or whole rate within 0.03 %, else a simple fraction
 * next to it. Containers with coarse timestamps report 30000/1001 as 2997/100 or 29.970628.
 */
export function snapFrameRate(measured: Rational): Rational {
  return nearestRate(measured, usualRates, usualTolerance) ?? simplestRate(measured, floatTolerance);
}

/** Of these rates the one nearest to a measured one, if it lies within a share of that. */
export function nearestRate(
  measured: Rational,
  rates: readonly Rational[],
  tolerance: Rational,
): Rational | undefined {
  const bound = multiply(measured, tolerance);
  const [nearest] = rates
    .filter((rate) => !isLess(bound, distance(measured, rate)))
    .sort((a, b) => compare(distance(measured, a), distance(measured, b)));
  return nearest;
}

/** The simplest rate that differs from this one by no more than a share of it. */
export function simplestRate(rate: Rational, tolerance: Rational): Rational {
  const room = multiply(rate, tolerance);
  return isLess(zero, subtract(rate, room)) ? simplestBetween(subtract(rate, room), add(rate, room)) : rate;
}

function distance(a: Rational, b: Rational): Rational {
  const difference = subtract(a, b);
  return difference.num < 0n ? { num: -difference.num, den: difference.den } : difference;
}
