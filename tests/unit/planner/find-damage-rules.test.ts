import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findDamage, type DecodedPicture } from '../../../src/planner/facts/find-damage.ts';
import { stream } from './known-sources.ts';

const index = stream([30, 30, 30], 0);
const range = { keyframe: 30, last: 50, untilTick: 51, reorderDepth: 0 };
const quiet = { brokenTicks: [], mayBeUnlisted: false, isCutShort: false };

function decodedWithout(lost: readonly number[], complaints: readonly number[] = []): DecodedPicture[] {
  return [...index.timing.pts]
    .filter((pts) => !lost.includes(pts))
    .map((pts) => ({ pts, hasComplaint: complaints.includes(pts) }));
}

const outside = fc.oneof(fc.integer({ min: 0, max: 29 }), fc.integer({ min: 52, max: 89 }));

it('[P60] damage around a range is none of it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(outside, { maxLength: 5 }), outside, (brokenTicks, complaint) => {
      const decoded = decodedWithout([], [complaint]);
      expect(findDamage(index, range, { ...quiet, decoded, brokenTicks })).toBeUndefined();
    }),
  );
});

it('[P61] the first picture that did not come out is where the damage is', () => {
  const lost = fc.uniqueArray(fc.integer({ min: 31, max: 50 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(lost, (ticks) => {
      expect(findDamage(index, range, { ...quiet, decoded: decodedWithout(ticks) })).toBe(Math.min(...ticks));
    }),
  );
});
