import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUNDARY, type PictureIndex, type SourceFacts } from '../../../src/planner/facts.ts';
import { findCopyPoints } from '../../../src/planner/find-copies.ts';
import { planExport, type KnownSource } from '../../../src/planner/plan-export.ts';
import { planStats } from '../../../src/planner/plan-stats.ts';
import type { ExportPlan } from '../../../src/planner/plan.ts';
import { rational, rationalFromNumber, toNumber, zero } from '../../../src/timeline/rational.ts';

const rate = rational(30);

/** A stream as encoders write it: GOPs of this many pictures, with this many B-frames between anchors. */
function stream(gops: readonly number[], bFrames: number): PictureIndex {
  const rank: number[] = [];
  const boundary: number[] = [];
  let first = 0;
  for (const gop of gops) {
    rank.push(first);
    boundary.push(BOUNDARY.idr);
    for (let shown = 1; shown < gop;) {
      const anchor = Math.min(shown + bFrames, gop - 1);
      rank.push(first + anchor, ...Array.from({ length: anchor - shown }, (_, b) => first + shown + b));
      shown = anchor + 1;
    }
    while (boundary.length < rank.length) boundary.push(BOUNDARY.none);
    first += gop;
  }
  return {
    timing: {
      timebase: rate.num === 30n ? rational(1, 30) : rate,
      pts: Float64Array.from({ length: first }, (_, i) => i),
      origin: zero,
      end: rational(first, 30),
    },
    rank: Int32Array.from(rank),
    boundary: Uint8Array.from(boundary),
    size: new Uint32Array(rank.length).fill(1000),
  };
}

function known(index: PictureIndex, change: Partial<SourceFacts['video']> = {}): KnownSource {
  const video: SourceFacts['video'] = {
    streamIndex: 0,
    codec: 'h264',
    profile: 'High',
    level: 40,
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    hasAlpha: false,
    width: 1920,
    height: 1080,
    pixelAspect: rational(1),
    rotation: 0,
    isMirrored: false,
    isInterlaced: false,
    colour: {},
    rate,
    timebase: rational(1, 30),
    reorderDepth: 2,
    ...change,
  };
  const { origin, end } = index.timing;
  return {
    facts: { identity: 'x', bytes: 1e6, container: 'mov,mp4', origin, end, video, audio: null, tracks: [] },
    index,
  };
}

type Cut = readonly [source: number, from: number, to: number];

function plan(sources: readonly KnownSource[], cuts: readonly Cut[], codec: 'copy' | 'h264' = 'copy') {
  return planExport({
    edl: {
      sources: sources.map((_, i) => ({ id: String(i), name: `Camera ${i + 1}`, path: `${i}.mp4` })),
      clips: cuts.map(([source, from, to]) => ({
        source,
        inPoint: rationalFromNumber(from),
        outPoint: rationalFromNumber(to),
        hasSound: true,
      })),
    },
    request: { format: 'mp4', codec, width: 1920, height: 1080, rate, includeAudio: true },
    sources,
  });
}

function planned(...args: Parameters<typeof plan>): ExportPlan {
  const result = plan(...args);
  if (!result.isOk) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}

const anyStream = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 4, maxLength: 12 }),
    fc.integer({ min: 0, max: 4 }),
  )
  .map(([gops, bFrames]) => stream(gops, bFrames));

describe('spans', () => {
  it('tile the output exactly, and none crosses a clip', () => {
    const cut = fc.tuple(fc.nat(2), fc.nat(3000), fc.integer({ min: 20, max: 4000 }));
    fc.assert(
      fc.property(
        fc.tuple(anyStream, anyStream, anyStream),
        fc.array(cut, { minLength: 1, maxLength: 12 }),
        (streams, raw) => {
          const sources = streams.map((index) => known(index));
          const cuts = raw.flatMap(([source, from, length]): Cut[] => {
            const end = toNumber(sources[source]?.facts.end ?? zero);
            return from / 1000 < end - 0.1 ? [[source, from / 1000, (from + length) / 1000]] : [];
          });
          if (cuts.length === 0) return;
          const { spans, frames } = planned(sources, cuts);
          let next = 0;
          let clip = 0;
          for (const span of spans) {
            expect(span.firstFrame).toBe(next);
            expect(span.frameCount).toBeGreaterThan(0);
            expect(span.clip).toBeGreaterThanOrEqual(clip);
            next += span.frameCount;
            clip = span.clip;
          }
          expect(next).toBe(frames);
        },
      ),
    );
  });

  it('copy packets that show exactly the pictures they claim, from an IDR on', () => {
    fc.assert(
      fc.property(anyStream, fc.nat(2000), fc.integer({ min: 200, max: 6000 }), (index, from, length) => {
        const source = known(index);
        const end = toNumber(source.facts.end);
        if (from / 1000 > end - 0.3) return;
        const { spans } = planned([source], [[0, from / 1000, Math.min(end, (from + length) / 1000)]]);
        for (const span of spans) {
          if (span.kind !== 'copy') continue;
          expect(index.boundary[span.fromPacket]).toBe(BOUNDARY.idr);
          const shown = [...index.rank.subarray(span.fromPacket, span.toPacket)].sort((a, b) => a - b);
          expect(shown).toEqual(Array.from({ length: span.frameCount }, (_, i) => span.firstOrdinal + i));
        }
      }),
    );
  });
});

describe('copy points', () => {
  it('leave out the leading pictures of a CRA and nothing else', () => {
    const index = stream([10, 10], 2);
    // The second GOP opens: its first picture is a CRA, and two pictures before it follow it in the file.
    const rank = Int32Array.from([...index.rank.subarray(0, 8), 10, 8, 9, ...index.rank.subarray(11)]);
    const boundary = index.boundary.slice();
    boundary.fill(BOUNDARY.none, 8, 11);
    boundary[8] = BOUNDARY.cra;
    const { starts } = findCopyPoints({ ...index, rank, boundary });
    expect(starts.at(-1)).toEqual({ packet: 8, ordinal: 10, skippedPackets: 2 });
  });
});

describe('what is copied', () => {
  const long = stream(
    Array.from({ length: 20 }, () => 30),
    2,
  );

  it('is everything but the frames around the cuts', () => {
    const stats = planStats(
      planned(
        [known(long)],
        [
          [0, 0.5, 10.5],
          [0, 12, 18],
        ],
      ).spans,
    );
    expect(stats.frames).toBe(480);
    expect(stats.encodedFrames).toBeLessThanOrEqual(30 + 3 * 2);
  });

  it('is nothing of a source that differs, and the reasons name it', () => {
    const result = planned(
      [known(long), known(long, { width: 1280, height: 720 })],
      [
        [0, 0, 5],
        [1, 5, 10],
      ],
    );
    expect(result.spans.some((span) => span.kind === 'copy' && span.source === 1)).toBe(false);
    expect(result.spans.some((span) => span.kind === 'copy' && span.source === 0)).toBe(true);
    expect(result.reasons.join(' ')).toContain('Camera 2');
  });

  it('is nothing where another codec was asked for', () => {
    expect(planStats(planned([known(long)], [[0, 0, 5]], 'h264').spans).copiedFrames).toBe(0);
  });
});

describe('refusals and warnings', () => {
  const source = known(stream([30, 30], 0));

  it('refuse a clip outside its source, with its place', () => {
    const result = plan([source], [[0, 5, 6]]);
    expect(result).toMatchObject({
      isOk: false,
      problems: [{ code: 'CLIP_OUTSIDE_SOURCE', issues: [{ path: 'segments[0]' }] }],
    });
  });

  it('warn of what reaches past the ends and of missing sound', () => {
    const codes = planned([source], [[0, -0.5, 2.5]]).warnings.map(({ code }) => code);
    expect(codes).toEqual(['BEFORE_SOURCE', 'PAST_SOURCE', 'NO_SOUND']);
  });
});
