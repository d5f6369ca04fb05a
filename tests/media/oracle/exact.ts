/**
 * Exact fractions of the oracle's own: it shares no code with what it judges.
 */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

export function exact(n: bigint | number, d: bigint | number = 1): Exact {
  const [a, b] = [BigInt(n), BigInt(d)];
  return b < 0n ? { n: -a, d: -b } : { n: a, d: b };
}

/** `12.345` as 12345/1000: the decimal that was written. */
export function decimal(value: number): Exact {
  const text = value.toFixed(12);
  const [whole = '0', fraction = ''] = text.split('.');
  return { n: BigInt(whole + fraction), d: 10n ** BigInt(fraction.length) };
}

export const plus = (a: Exact, b: Exact): Exact => reduce({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const minus = (a: Exact, b: Exact): Exact => reduce({ n: a.n * b.d - b.n * a.d, d: a.d * b.d });
export const times = (a: Exact, b: Exact): Exact => reduce({ n: a.n * b.n, d: a.d * b.d });
export const isBefore = (a: Exact, b: Exact): boolean => a.n * b.d < b.n * a.d;
export const toFloat = (a: Exact): number => Number((a.n * 1_000_000_000_000n) / a.d) / 1e12;

export function roundUp(a: Exact): number {
  const quotient = a.n / a.d;
  return Number(a.n > 0n && quotient * a.d !== a.n ? quotient + 1n : quotient);
}

function reduce({ n, d }: Exact): Exact {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return a > 1n ? { n: n / a, d: d / a } : { n, d };
}

/** The exact rate a decimal stands for. */
export function exactRate(fps: number): Exact {
  const ntsc = [24, 30, 48, 60, 120].find((base) => Math.abs((base * 1000) / 1001 - fps) < 0.006);
  return ntsc === undefined ? decimal(fps) : exact(ntsc * 1000, 1001);
}
