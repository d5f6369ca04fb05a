import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameRateFromNumber } from '../../../src/timeline/frame-rate.ts';
import { BLACK, readFrames } from '../../../src/timeline/frame-table.ts';
import { clipOf, placeViews } from './one-view.ts';
import { tabulateFrames } from './tabulate-frames.ts';
import {
  add,
  rational,
  rationalFromNumber,
  subtract,
  toNumber,
  zero,
} from '../../../src/timeline/rational.ts';
import { allowanceOf, countFrames, placeClips } from '../../../src/timeline/time-model.ts';

const rates = [24, 25, 29.97, 30, 50, 59.94, 60, 120, 7.5, 23.976].map(frameRateFromNumber);
const anyRate = fc.constantFrom(...rates);
/** Milliseconds, as editors write them. */
const instant = fc.integer({ min: 0, max: 60_000 }).map((ms) => ms / 1000);
const anyClips = fc.array(
  fc
    .tuple(instant, fc.integer({ min: 1, max: 5000 }))
    .map(([from, ms]) =>
      clipOf(0, rationalFromNumber(from), add(rationalFromNumber(from), rational(ms, 1000))),
    ),
  { minLength: 1, maxLength: 30 },
);

describe('fractions', () => {
  it('take a decimal as it was written', () => {
    expect(rationalFromNumber(0.1)).toEqual(rational(1, 10));
    expect(rationalFromNumber(-12.345)).toEqual(rational(-12345, 1000));
    expect(rationalFromNumber(1e-7)).toEqual(rational(1, 10_000_000));
    expect(rationalFromNumber(1.5e21)).toEqual(rational(15n * 10n ** 20n));
  });

  it('read the NTSC family for what it means, and nothing else', () => {
    for (const [written, base] of [
      [23.976, 24],
      [23.98, 24],
      [29.97, 30],
      [59.94, 60],
    ] as const) {
      expect(frameRateFromNumber(written)).toEqual(rational(base * 1000, 1001));
    }
    for (const written of [24, 25, 30, 60, 7.5, 12.5]) {
      expect(frameRateFromNumber(written)).toEqual(rationalFromNumber(written));
    }
  });
});

describe('clips on the output time line', () => {
  it('own the frames from their start to the next, and every frame has one owner', () => {
    fc.assert(
      fc.property(anyClips, anyRate, (clips, rate) => {
        const places = placeClips(clips, rate);
        const slack = toNumber(allowanceOf(rate));
        places.forEach((place, i) => {
          expect(place.firstFrame).toBe(i === 0 ? 0 : places[i - 1]?.endFrame);
          for (const frame of [place.firstFrame, place.endFrame - 1].filter(
            (k) => k >= place.firstFrame && k < place.endFrame,
          )) {
            const time = frame / toNumber(rate);
            expect(time).toBeGreaterThanOrEqual(toNumber(place.start) - slack - 1e-9);
            expect(time).toBeLessThan(toNumber(place.end) - slack + 1e-9);
          }
        });
      }),
    );
  });

  it('do not drift over 10,000 clips of a third of a second', () => {
    const clip = clipOf(0, zero, rational(1, 3));
    for (const rate of rates) {
      const places = placeClips(
        Array.from({ length: 10_000 }, () => clip),
        rate,
      );
      const exact = (10_000 / 3) * toNumber(rate);
      expect(Math.abs(countFrames(places) - exact)).toBeLessThanOrEqual(1);
      expect(places.at(-1)?.end).toEqual(rational(10_000, 3));
    }
  });
});

describe('the frame table', () => {
  it('names the last picture that is not after the instant, for any timestamps', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 900 }), anyRate, (list, late, rate) => {
        let time = late;
        const pts = Float64Array.from([late, ...list.map((gap) => (time += gap))]);
        const timing = { timebase: rational(1, 1000), pts, origin: zero, end: rational(time + 40, 1000) };
        const clip = clipOf(0, rational(-1, 4), rational(time + 500, 1000));
        const [place] = placeViews([clip], rate);
        if (!place) throw new Error('no place');
        const table = tabulateFrames(place, timing, rate);
        table.forEach((ordinal, i) => {
          // The model once more, in thousandths of a nanosecond of slack either way.
          const at = 1000 * (toNumber(place.shift) + i / toNumber(rate) + toNumber(allowanceOf(rate)));
          const first = late > 500 ? late : 0;
          const isTie = [...pts, first, time + 40].some((mark) => Math.abs(mark - at) < 1e-6);
          if (isTie) return;
          const expected =
            at < first || at >= time + 40
              ? BLACK
              : Math.max(
                  0,
                  pts.findLastIndex((mark) => mark <= at),
                );
          expect(ordinal).toBe(expected);
        });
      }),
    );
  });

  it('is the same in holds and frame by frame as in rows', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 });
    const ticks = fc.constantFrom(1000, 90_000, 30_000, 2 ** 31 - 1);
    const from = fc.integer({ min: -2000, max: 3000 });
    fc.assert(
      fc.property(gaps, ticks, anyRate, from, (list, perSecond, rate, start) => {
        let time = 0;
        const scale = Math.round(perSecond / 100);
        const pts = Float64Array.from(list, (gap) => (time += gap * scale));
        const end = rational(time + 3 * scale, perSecond);
        const timing = { timebase: rational(1, perSecond), pts, origin: rational(1, 7), end };
        const clips = [
          clipOf(0, rational(0), rational(1, 3)),
          clipOf(0, rational(start, 999), rational(start + 5000, 999)),
        ];
        const place = placeViews(clips, rate)[1];
        if (!place) throw new Error('no place');
        const frames = readFrames(place, timing, rate);
        const rows = [...tabulateFrames(place, timing, rate)];
        expect(rows.map((_, i) => frames.at(i))).toEqual(rows);
        const held = [...frames.holds()].flatMap((hold) =>
          Array.from({ length: hold.end - hold.start }, () => hold.ordinal),
        );
        expect(held).toEqual(rows);
      }),
    );
  });

  it('costs what its pictures cost, however many frames it has', () => {
    const pts = Float64Array.of(0, 40);
    const timing = { timebase: rational(1, 1000), pts, origin: zero, end: rational(1) };
    const day = clipOf(0, zero, rational(86_400));
    const [place] = placeViews([day], rational(240));
    if (!place) throw new Error('no place');
    expect([...readFrames(place, timing, rational(240)).holds()]).toEqual([
      { start: 0, end: 10, ordinal: 0 },
      { start: 10, end: 240, ordinal: 1 },
      { start: 240, end: 86_400 * 240, ordinal: BLACK },
    ]);
  });

  it('counts from the origin of the container', () => {
    const pts = Float64Array.from({ length: 100 }, (_, i) => 7000 + i * 40);
    const timing = { timebase: rational(1, 1000), pts, origin: rational(7), end: rational(4) };
    const clip = clipOf(0, rational(1), rational(2));
    const [place] = placeViews([clip], rational(25));
    if (!place) throw new Error('no place');
    expect([...tabulateFrames(place, timing, rational(25))]).toEqual(
      Array.from({ length: 25 }, (_, i) => 25 + i),
    );
    expect(subtract(place.end, place.start)).toEqual(rational(1));
  });
});
