import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameRateFromNumber, snapFrameRate } from '../../../src/timeline/frame-rate.ts';
import {
  compare,
  formatRational,
  rational,
  simplestBetween,
  toNumber,
} from '../../../src/timeline/rational.ts';

describe('a rate written as a number', () => {
  it.each([
    [33.333333333333336, '100/3'],
    [29.886363636363637, '1315/44'],
    [24.999999999, '25'],
    [14.285714285714286, '100/7'],
    [59.99999999999999, '60'],
    [23.976, '24000/1001'],
    [29.97, '30000/1001'],
    [59.94005994005994, '60000/1001'],
    [12.5, '25/2'],
    [30, '30'],
    [1, '1'],
    [240, '240'],
  ])('%s means %s', (number, meant) => {
    expect(formatRational(frameRateFromNumber(number))).toBe(meant);
  });

  it('is met to less than a millisecond in a day, by a fraction that a movie can count in', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 240, noNaN: true }), (number) => {
        const rate = frameRateFromNumber(number);
        expect(rate.num).toBeLessThan(2n ** 31n);
        const isNtsc = rate.den === 1001n;
        if (!isNtsc) expect(Math.abs(toNumber(rate) / number - 1) * 86_400).toBeLessThan(0.001);
      }),
    );
  });

  it('that was a fraction of small parts is that fraction again', () => {
    const part = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(part(240), part(60), (num, den) => {
        fc.pre(num >= den);
        expect(compare(frameRateFromNumber(num / den), rational(num, den))).toBe(0);
      }),
    );
  });
});

it('a measured rate stands for the usual one next to it', () => {
  expect(formatRational(snapFrameRate(rational(2997, 100)))).toBe('30000/1001');
  expect(formatRational(snapFrameRate(rational(30_001, 1000)))).toBe('30');
  expect(formatRational(snapFrameRate(rational(2_147_483_647n, 100_000_007n)))).toMatch(/^\d{1,6}\/\d+$/);
});

it('the simplest fraction between two is found', () => {
  const between = (a: number, b: number) =>
    formatRational(simplestBetween(rational(a, 1000), rational(b, 1000)));
  expect(between(3140, 3143)).toBe('22/7');
  expect(between(2000, 2000)).toBe('2');
  expect(between(1999, 2001)).toBe('2');
  expect(between(333, 334)).toBe('1/3');
});
