import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureRate } from '../../../src/planner/facts/measure-rate.ts';
import { formatRational, rational, toNumber } from '../../../src/timeline/rational.ts';

/** Clocks in ticks per second: FFmpeg's MP4, transport streams, Matroska and FLV. */
const clocks = [15_360, 90_000, 1000];

const rates = ['24000/1001', '24', '25', '30000/1001', '30', '50', '60000/1001', '60', '120'].map((text) => {
  const [num = 0, den = 1] = text.split('/').map(Number);
  return { text, rate: rational(num, den) };
});

function picturesOf(rate: number, clock: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.round((i * clock) / rate));
}

function rateOf(ticks: readonly number[], clock: number, stated: readonly string[] = []): string | undefined {
  const timing = { pts: Float64Array.from(ticks), timebase: rational(1, clock) };
  const claims = stated.flatMap((text) => rates.find((known) => known.text === text)?.rate ?? []);
  const measured = measureRate(timing, claims);
  return measured && formatRational(measured);
}

describe('[P38] the rate of a source', () => {
  it('is that of its pictures, whatever the clock and however many are lost', () => {
    const choice = { which: fc.constantFrom(...rates), clock: fc.constantFrom(...clocks) };
    const losses = { lost: fc.uniqueArray(fc.integer({ min: 1, max: 598 }), { maxLength: 60 }) };
    fc.assert(
      fc.property(fc.record({ ...choice, ...losses }), ({ which, clock, lost }) => {
        const all = picturesOf(toNumber(which.rate), clock, 600);
        const kept = all.filter((_, i) => !lost.includes(i));
        expect(rateOf(kept, clock, [which.text])).toBe(which.text);
        if (clock !== 1000) expect(rateOf(kept, clock)).toBe(which.text);
      }),
      { numRuns: 60 },
    );
  });

  it('is that of its pictures where a coarse clock and what was lost would mislead', () => {
    for (const { text, rate } of rates) {
      const kept = picturesOf(toNumber(rate), 1000, 600).filter((_, i) => i % 30 !== 1);
      expect(rateOf(kept, 1000, [text])).toBe(text);
    }
  });

  it('is not what the file states where its pictures say otherwise', () => {
    const lost = picturesOf(30, 15_360, 3600).filter((_, i) => i % 900 !== 450);
    expect(rateOf(lost, 15_360, ['30000/1001'])).toBe('30');
    expect(rateOf(picturesOf(25, 1000, 250), 1000, ['50'])).toBe('25');
  });

  it('is what the file states where a coarse clock and few pictures leave the choice', () => {
    expect(rateOf(picturesOf(30_000 / 1001, 1000, 12), 1000, ['30000/1001'])).toBe('30000/1001');
    expect(rateOf(picturesOf(30, 1000, 12), 1000, ['30'])).toBe('30');
  });

  it('is not moved by pauses, as in recordings of screens', () => {
    const paused = picturesOf(60, 90_000, 600).map((tick, i) => tick + Math.floor(i / 100) * 500_000);
    expect(rateOf(paused, 90_000)).toBe('60');
  });

  it('is the average where the distances vary', () => {
    const uneven = Array.from({ length: 300 }, (_, i) => i * 4500 + (i % 3) * 1200);
    const average = toNumber(
      measureRate({ pts: Float64Array.from(uneven), timebase: rational(1, 90_000) }, []) ?? rational(0),
    );
    expect(average).toBeCloseTo(20, 0);
  });

  it('is none of a single picture', () => {
    expect(rateOf([0], 90_000, ['25'])).toBeUndefined();
    expect(rateOf([], 90_000)).toBeUndefined();
  });

  it('always fits the clock of a movie', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 50 }), (gaps) => {
        const pts = Float64Array.from(gaps);
        for (let i = 1; i < pts.length; i++) pts[i] = (pts[i - 1] ?? 0) + (pts[i] ?? 0);
        const rate = measureRate({ pts, timebase: rational(1, 1_000_000) }, []);
        if (rate) expect(rate.num).toBeLessThan(2n ** 31n);
      }),
    );
  });
});
