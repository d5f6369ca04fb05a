/** An exact fraction in lowest terms; the denominator is always positive. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

/** Builds `num/den` in lowest terms. Throws a RangeError on a zero denominator: that is a bug, not input. */
export function rational(num: bigint | number, den: bigint | number = 1n): Rational {
  let n = BigInt(num);
  let d = BigInt(den);
  if (d === 0n) throw new RangeError(`Fraction ${n}/0 has no value`);
  if (d < 0n) {
    n = -n;
    d = -d;
  }
  const divisor = greatestCommonDivisor(n < 0n ? -n : n, d);
  return divisor > 1n ? { num: n / divisor, den: d / divisor } : { num: n, den: d };
}

export const zero: Rational = { num: 0n, den: 1n };

/**
 * The exact value of the shortest decimal that names this float: 0.1 becomes 1/10, as the person who typed
 * it meant, and not the binary fraction nearest to it. Throws a RangeError on NaN and infinities.
 */
export function rationalFromNumber(value: number): Rational {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  return power >= 0 ? rational(digits * 10n ** BigInt(power)) : rational(digits, 10n ** BigInt(-power));
}

/** Reads `30000/1001`, `25` or `29.97`. Returns undefined for anything else, and for `0/0`. */
export function parseRational(text: string): Rational | undefined {
  const match = /^(-?\d+)(?:[/:](\d+))?$/.exec(text);
  if (match) {
    const den = BigInt(match[2] ?? '1');
    return den === 0n ? undefined : rational(BigInt(match[1] ?? '0'), den);
  }
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  return rationalFromNumber(Number(text));
}

/** Of all fractions in `[least, most]`, both positive, the one with the smallest denominator. */
export function simplestBetween(least: Rational, most: Rational): Rational {
  const whole = ceil(least);
  if (compare(rational(whole), most) <= 0) return rational(whole);
  // No whole number lies between them, so both have the same whole part, and neither rest is zero.
  const part = rational(whole - 1n);
  const inverse = (value: Rational) => divide(rational(1), subtract(value, part));
  return add(part, divide(rational(1), simplestBetween(inverse(most), inverse(least))));
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function subtract(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den - b.num * a.den, a.den * b.den);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den);
}

export function divide(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den, a.den * b.num);
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const left = a.num * b.den;
  const right = b.num * a.den;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isLess(a: Rational, b: Rational): boolean {
  return compare(a, b) < 0;
}

export function minimum(a: Rational, b: Rational): Rational {
  return isLess(b, a) ? b : a;
}

export function maximum(a: Rational, b: Rational): Rational {
  return isLess(a, b) ? b : a;
}

/** The greatest integer that is not above the value, for negative values too. */
export function floor(value: Rational): bigint {
  return floorDivide(value.num, value.den);
}

/** The least integer that is not below the value. */
export function ceil(value: Rational): bigint {
  return -floorDivide(-value.num, value.den);
}

/** The nearest integer; halves go up. */
export function round(value: Rational): bigint {
  return floorDivide(2n * value.num + value.den, 2n * value.den);
}

/** Integer division that rounds towards minus infinity; the divisor must be positive. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}

/** The nearest float, for display and for places where a microsecond does not matter. */
export function toNumber(value: Rational): number {
  const whole = floor(value);
  const rest = value.num - whole * value.den;
  const scale = value.den > 1n << 53n ? value.den >> 53n : 1n;
  return Number(whole) + Number(rest / scale) / Number(value.den / scale);
}

/** `30000/1001`, or `25` where the denominator is one: the form FFmpeg reads. */
export function formatRational(value: Rational): string {
  return value.den === 1n ? String(value.num) : `${value.num}/${value.den}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b];
  return a;
}
