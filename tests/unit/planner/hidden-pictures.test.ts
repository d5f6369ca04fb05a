import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../../src/planner/facts/build-index.ts';
import { BOUNDARY, type PictureIndex } from '../../../src/planner/facts/facts.ts';
import { findCopyPoints, findCopyRange, type CopyRange } from '../../../src/planner/pictures/find-copies.ts';
import { rational, zero } from '../../../src/timeline/rational.ts';
import { inputOf, known, planned } from './known-sources.ts';

/** One GOP as it is stored: its keyframe, pictures before it on screen, and then anchors with B-frames between. */
interface Gop {
  readonly pictures: number;
  readonly bFrames: number;
  readonly leading: number;
  /** Leading pictures of an IDR are built from it alone (RADL); those of a CRA look back past it (RASL). */
  readonly kind: 'idr' | 'cra';
}

const anyGops = fc.array(
  fc.record({
    pictures: fc.integer({ min: 1, max: 30 }),
    bFrames: fc.nat(3),
    leading: fc.nat(3),
    kind: fc.constantFrom('idr' as const, 'idr' as const, 'cra' as const),
  }),
  { minLength: 1, maxLength: 8 },
);

/** The stream of these GOPs, of which an edit list shows the ranges `[from, to)` of its pictures. */
function storedIn(gops: readonly Gop[], shown: readonly (readonly [number, number])[]): PictureIndex {
  const times: number[] = [];
  const boundary: number[] = [];
  let first = 0;
  for (const { pictures, bFrames, leading, kind } of gops) {
    const keyframe = first + (first === 0 ? 0 : leading);
    times.push(keyframe, ...Array.from({ length: keyframe - first }, (_, i) => first + i));
    boundary.push(BOUNDARY[kind]);
    const end = keyframe + pictures;
    for (let next = keyframe + 1; next < end;) {
      const anchor = Math.min(next + bFrames, end - 1);
      times.push(anchor, ...Array.from({ length: anchor - next }, (_, b) => next + b));
      next = anchor + 1;
    }
    while (boundary.length < times.length) boundary.push(BOUNDARY.none);
    first = end;
  }
  const packets = {
    timebase: rational(1, 30),
    pts: Float64Array.from(times),
    size: new Uint32Array(times.length).fill(1000),
    boundary: Uint8Array.from(boundary),
    isHidden: Uint8Array.from(times, (time) => (shown.some(([a, b]) => time >= a && time < b) ? 0 : 1)),
    endPts: first,
  };
  return buildIndex(packets, { origin: zero, end: rational(first, 30) });
}

const anyEdited = fc
  .tuple(
    anyGops,
    fc.array(fc.tuple(fc.nat(120), fc.integer({ min: 1, max: 120 })), { minLength: 1, maxLength: 3 }),
  )
  .map(([gops, pieces]) =>
    storedIn(
      gops,
      pieces.map(([from, length]) => [from, from + length] as const),
    ),
  );

function packetsOf({ fromPacket, toPacket, skippedPackets }: CopyRange): number[] {
  const all = Array.from({ length: toPacket - fromPacket }, (_, i) => fromPacket + i);
  return all.filter((packet) => packet === fromPacket || packet > fromPacket + skippedPackets);
}

describe('copies of a source that hides some of what it stores', () => {
  it('[P20] hold exactly the pictures they claim, whatever is hidden or leads', () => {
    fc.assert(
      fc.property(anyEdited, fc.nat(200), fc.integer({ min: 1, max: 200 }), (index, first, length) => {
        const points = findCopyPoints(index);
        const copy = findCopyRange(points, first, Math.min(first + length, index.timing.pts.length));
        if (!copy) return;
        const shown = packetsOf(copy).map((packet) => index.rank[packet] ?? -1);
        const claimed = Array.from(
          { length: copy.endOrdinal - copy.firstOrdinal },
          (_, i) => copy.firstOrdinal + i,
        );
        expect(shown.sort((a, b) => a - b)).toEqual(claimed);
        const before = [...index.rank.subarray(0, copy.fromPacket)];
        expect(Math.max(-1, ...before)).toBeLessThan(copy.firstOrdinal);
      }),
      { numRuns: 1000 },
    );
  });

  it('[P20] end before pictures that an edit list leaves out', () => {
    const gops = Array.from({ length: 4 }, () => ({
      pictures: 60,
      bFrames: 3,
      leading: 0,
      kind: 'idr' as const,
    }));
    const plan = planned(inputOf([known(storedIn(gops, [[0, 200]]))], [[0, 0, 6]]));
    const copies = plan.spans.filter(({ kind }) => kind === 'copy');
    expect(copies).toHaveLength(1);
    expect(copies[0]).toMatchObject({ fromPacket: 0, toPacket: 180, frameCount: 180 });
  });

  it('[P21] go on after a picture that is hidden in the middle, where that is longer', () => {
    const gops = [30, 120].map((pictures) => ({ pictures, bFrames: 0, leading: 0, kind: 'idr' as const }));
    const points = findCopyPoints(
      storedIn(gops, [
        [0, 20],
        [21, 150],
      ]),
    );
    expect(findCopyRange(points, 0, 149)).toMatchObject({ firstOrdinal: 29, endOrdinal: 149 });
  });

  it('[P20] hold no pictures of another kind, from the keyframe on that brings them to the next of the first kind', () => {
    const gops = [30, 30, 30].map((pictures) => ({ pictures, bFrames: 2, leading: 0, kind: 'idr' as const }));
    const index = storedIn(gops, [[0, 90]]);
    const boundary = index.boundary.slice();
    boundary[30] = BOUNDARY.other;
    const points = findCopyPoints({ ...index, boundary });
    expect(findCopyRange(points, 0, 90)).toMatchObject({ firstOrdinal: 0, endOrdinal: 30 });
    expect(findCopyRange(points, 10, 85)).toMatchObject({ firstOrdinal: 60 });
  });

  it('[P20] begin with the leading pictures of an IDR (RADL), which come before it on screen', () => {
    const gops = [10, 20].map((pictures) => ({ pictures, bFrames: 2, leading: 2, kind: 'idr' as const }));
    const points = findCopyPoints(storedIn(gops, [[0, 32]]));
    expect(findCopyRange(points, 5, 32)).toMatchObject({ firstOrdinal: 10, endOrdinal: 32, fromPacket: 10 });
  });
});
