import { compare, isLess, rational, rationalFromNumber, subtract, type Rational } from './rational.ts';

/** The NTSC family: rates that people write as decimals and mean as `n·1000/1001`. */
const ntscRates = [15, 24, 30, 48, 60, 120, 240].map((nominal) => rational(nominal * 1000, 1001));

/**
 * How far a written rate may lie from the NTSC rate it means, in frames per second. 23.98, 23.976 and
 * 23.976023976 all lie within it, and 24 does not (24 − 23.976 = 0.024).
 */
const ntscTolerance = rational(6, 1000);

/**
 * The exact frame rate that a decimal stands for: 23.976, 29.97 and 59.94 mean 24000/1001, 30000/1001 and
 * 60000/1001; every other number means itself.
 */
export function frameRateFromNumber(framesPerSecond: number): Rational {
  const exact = rationalFromNumber(framesPerSecond);
  return ntscRates.find((rate) => isNear(exact, rate)) ?? exact;
}

/**
 * The rate a measured average most probably stands for: an NTSC or whole rate within 0.03 %, else itself.
 * Containers with coarse timestamps report 30000/1001 as 2997/100 or 29.970628.
 */
export function snapFrameRate(measured: Rational): Rational {
  const whole = [8, 10, 12, 12.5, 15, 20, 24, 25, 30, 48, 50, 60, 90, 100, 120, 144, 240].map(
    rationalFromNumber,
  );
  const candidates = [...whole, ...ntscRates];
  return (
    candidates.find((rate) => {
      const bound = rational(rate.num * 3n, rate.den * 10000n);
      return !isLess(bound, absolute(subtract(measured, rate)));
    }) ?? measured
  );
}

function isNear(a: Rational, b: Rational): boolean {
  return compare(absolute(subtract(a, b)), ntscTolerance) <= 0;
}

function absolute(value: Rational): Rational {
  return value.num < 0n ? { num: -value.num, den: value.den } : value;
}
