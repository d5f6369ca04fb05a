import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfFile, endOfRecording, followFiles } from '../../../src/planner/sound/follow-files.ts';
import { add, multiply, rational, subtract, toNumber, zero } from '../../../src/timeline/rational.ts';
import { known, stream } from './known-sources.ts';

/** A recording in files of so many milliseconds each. */
function files(lengths: readonly number[]) {
  return {
    sources: lengths.map((_, i) => (i + 1 < lengths.length ? { next: i + 1 } : {})),
    endOf: (source: number) => rational(lengths[source] ?? 0, 1000),
  };
}

const anyLengths = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 });

describe('a recording in several files', () => {
  it('[P70] is divided at the ends of its files, and every instant comes from where one file would have it', () => {
    const asked = fc.record({
      from: fc.integer({ min: -2000, max: 9000 }),
      length: fc.integer({ min: 1, max: 20_000 }),
      ppm: fc.constantFrom(0, 2000, -2000, 13),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(anyLengths, asked, (lengths, { from, length, ppm, share }) => {
        const whole = { source: 0, inPoint: rational(from, 1000), duration: rational(length, 1000) };
        const speed = rational(1_000_000 + ppm, 1_000_000);
        const parts = followFiles(ppm === 0 ? whole : { ...whole, speed }, files(lengths));
        expect(parts.map(({ duration }) => duration).reduce(add)).toEqual(whole.duration);
        // An instant of the whole, followed through the parts.
        const instant = rational(Math.floor(share * length * 1000), 1_000_000);
        let start = zero;
        const part = parts.find(({ duration }) => {
          const isIn = toNumber(subtract(instant, add(start, duration))) < 0;
          if (!isIn) start = add(start, duration);
          return isIn;
        });
        if (!part) throw new Error('No part holds the instant');
        const at = add(part.inPoint, multiply(subtract(instant, start), ppm === 0 ? rational(1) : speed));
        const before = lengths.slice(0, part.source).reduce((sum, own) => sum + own, 0);
        const wanted = add(whole.inPoint, multiply(instant, ppm === 0 ? rational(1) : speed));
        expect(add(at, rational(before, 1000))).toEqual(wanted);
        const isLast = part.source === lengths.length - 1;
        expect(part.source === 0 || toNumber(at) >= 0).toBe(true);
        expect(isLast || toNumber(at) < (lengths[part.source] ?? 0) / 1000).toBe(true);
      }),
    );
  });

  it('[P70] stays as it was given inside one file, and where files go round in a circle', () => {
    const asked = { source: 0, inPoint: zero, duration: rational(1), channel: 'left' };
    expect(followFiles(asked, files([2000, 2000]))[0]).toBe(asked);
    const circle = { sources: [{ next: 1 }, { next: 0 }], endOf: () => rational(1) };
    expect(followFiles({ ...asked, duration: rational(9) }, circle)).toHaveLength(2);
  });

  it('[P71] passes on one frame after the last picture begins, whatever the sound has more or less', () => {
    const camera = known(stream([30, 30], 0));
    const facts = { ...camera.facts, end: rational(21, 10) };
    expect(endOfFile({ ...camera, facts })).toEqual(rational(2));
    const { video, ...heard } = facts;
    expect(video.codec).toBe('h264');
    expect(endOfFile({ facts: heard })).toEqual(rational(21, 10));
  });

  it('[P71] ends where its last file does', () => {
    const own = { ...files([2000, 1000]), lastEndOf: () => rational(3, 2) };
    expect(endOfRecording(0, own)).toEqual(rational(7, 2));
    expect(endOfRecording(1, own)).toEqual(rational(3, 2));
  });
});
