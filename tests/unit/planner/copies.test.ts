import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUNDARY, type PictureIndex } from '../../../src/planner/facts/facts.ts';
import { findCopyPoints, findCopyRange } from '../../../src/planner/pictures/find-copies.ts';
import { isCopyLongEnough } from '../../../src/planner/pictures/is-worth-splicing.ts';
import { planStats } from '../../../src/planner/plan/plan-stats.ts';
import { anyInput, anyStream, inputOf, known, planned, stream } from './known-sources.ts';

/** The second GOP opens: its first picture is a CRA, and two pictures before it follow it in the file. */
function withOpenGop(): PictureIndex {
  const index = stream([10, 10], 2);
  const rank = Int32Array.from([...index.rank.subarray(0, 8), 10, 8, 9, ...index.rank.subarray(11)]);
  const boundary = index.boundary.slice();
  boundary.fill(BOUNDARY.none, 8, 11);
  boundary[8] = BOUNDARY.cra;
  return { ...index, rank, boundary };
}

const long = stream(
  Array.from({ length: 20 }, () => 30),
  2,
);

describe('copies', () => {
  it('[P20] hold exactly the pictures they claim, from a clean IDR to a clean end', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const span of planned(input).spans) {
          if (span.kind !== 'copy') continue;
          const index = input.sources[span.source]?.index ?? long;
          expect(index.boundary[span.fromPacket]).toBe(BOUNDARY.idr);
          const sorted = (to: number, from = 0) => [...index.rank.subarray(from, to)].sort((a, b) => a - b);
          const claimed = Array.from({ length: span.frameCount }, (_, i) => span.firstOrdinal + i);
          expect(sorted(span.toPacket, span.fromPacket)).toEqual(claimed);
          expect(sorted(span.fromPacket)).toEqual(Array.from({ length: span.firstOrdinal }, (_, i) => i));
        }
      }),
    );
  });

  it('[P20] leave out the leading pictures of a CRA and nothing else', () => {
    const { starts } = findCopyPoints(withOpenGop());
    expect(starts.at(-1)).toEqual({ packet: 8, ordinal: 10, skippedPackets: 2 });
  });

  it('[P21] are the longest that there are inside a run', () => {
    fc.assert(
      fc.property(anyStream, fc.nat(600), fc.integer({ min: 1, max: 400 }), (index, first, length) => {
        const points = findCopyPoints(index);
        const end = Math.min(first + length, index.rank.length);
        const starts = points.starts.filter(({ ordinal }) => ordinal >= first && ordinal < end);
        const ends = [...points.ends.ordinal].filter((ordinal) => ordinal <= end);
        const longest = Math.max(0, ...starts.flatMap((s) => ends.map((e) => e - s.ordinal)));
        const found = findCopyRange(points, first, end);
        expect(found ? found.endOrdinal - found.firstOrdinal : 0).toBe(longest);
      }),
    );
  });

  it('[P22] are long enough to be worth their child, and together worth the splice', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planned(input);
        const { copiedFrames, frames } = planStats(plan.spans);
        const copies = plan.spans.filter(({ kind }) => kind === 'copy');
        for (const { frameCount } of copies) expect(isCopyLongEnough(frameCount, 1920 * 1080)).toBe(true);
        if (copiedFrames > 0) expect(copiedFrames * 50).toBeGreaterThanOrEqual(frames);
      }),
    );
  });

  it('[P22] leave nothing to encode but the frames around the cuts', () => {
    const cuts = inputOf(
      [known(long)],
      [
        [0, 0.5, 10.5],
        [0, 12, 18],
      ],
    );
    const stats = planStats(planned(cuts).spans);
    expect(stats.frames).toBe(480);
    expect(stats.encodedFrames).toBeLessThanOrEqual(30 + 3 * 2);
  });

  it('[P23] take nothing of a clip whose splice was rejected', () => {
    fc.assert(
      fc.property(anyInput, fc.nat(11), (input, rejected) => {
        const { spans } = planned({ ...input, encodedClips: new Set([rejected]) });
        expect(spans.filter(({ kind, clip }) => kind === 'copy' && clip === rejected)).toEqual([]);
      }),
    );
  });

  it('[P23] [P30] take nothing where another codec was asked for', () => {
    const { spans, format } = planned(
      inputOf([known(long)], [[0, 0, 5]], { codec: 'h264', width: 640, height: 360 }),
    );
    expect(planStats(spans).copiedFrames).toBe(0);
    expect(format).toMatchObject({
      codec: 'h264',
      width: 640,
      height: 360,
      pixelFormat: 'yuv420p',
      isMatched: false,
    });
    expect(format.colour).toMatchObject({
      primaries: 'bt709',
      transfer: 'bt709',
      matrix: 'bt709',
      range: 'tv',
    });
  });
});
