import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlanInput } from '../../../src/planner/plan/plan-input.ts';
import { planExport } from '../../../src/planner/plan-export.ts';
import { planStats, viewSpans } from '../../../src/planner/plan/plan-stats.ts';
import type { ExportPlan, Span } from '../../../src/planner/plan/plan.ts';
import { BLACK } from '../../../src/timeline/frame-table.ts';
import { tabulateFrames } from '../timeline/tabulate-frames.ts';
import { add, isLess, subtract, toNumber, zero } from '../../../src/timeline/rational.ts';
import { allowanceOf, countFrames } from '../../../src/timeline/time-model.ts';
import { anyInput, inputOf, known, planned, stream } from './known-sources.ts';
import { placeViews, viewOf } from '../timeline/one-view.ts';

function placesOf(input: PlanInput, { format }: ExportPlan) {
  return placeViews(input.edl.clips, format.rate);
}

/** Which picture each output frame of the plan shows, as far as its spans say: the ends of encoded ones alone. */
function pictureAt(span: Span, frame: number): number | undefined {
  const offset = frame - span.firstFrame;
  if (span.kind === 'copy') return span.firstOrdinal + offset;
  if (span.kind === 'compose') return undefined;
  if (span.pictures.kind === 'black') return BLACK;
  if (offset === 0) return span.pictures.firstOrdinal;
  return offset === span.frameCount - 1 ? span.pictures.lastOrdinal : undefined;
}

describe('answers', () => {
  it('[P1] the same input gives the same plan and is left as it was', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const copy = structuredClone(input);
        const plan = planned(input);
        expect(planned(copy)).toEqual(plan);
        expect(input).toEqual(copy);
      }),
      { numRuns: 30 },
    );
  });

  it('[P2] every clip outside its source is a problem of its own, with its place', () => {
    const source = known(stream([30, 30], 0));
    const anyCuts = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(anyCuts, (outside) => {
        const result = planExport(
          inputOf(
            [source],
            outside.map((is) => [0, is ? 5 : 0.5, is ? 6 : 1.5]),
          ),
        );
        const places = outside.flatMap((is, i) => (is ? [`segments[${i}]`] : []));
        expect(result.isOk).toBe(places.length === 0);
        if (result.isOk) return;
        expect(result.problems.map(({ code }) => code)).toEqual(places.map(() => 'CLIP_OUTSIDE_SOURCE'));
        expect(result.problems.flatMap(({ issues = [] }) => issues.map(({ path }) => path))).toEqual(places);
      }),
    );
  });

  it('[P2] a clip outside its source is black and warned of where the edit says that it may be', () => {
    const input = inputOf(
      [known(stream([30, 30], 0))],
      [
        [0, 0, 1],
        [0, 5, 6],
        [0, -3, -2],
      ],
    );
    const clips = input.edl.clips.map((clip) => ({ ...clip, mayBeBlack: true }));
    const plan = planned({ ...input, edl: { ...input.edl, clips } });
    const seen = plan.spans
      .filter(({ kind }) => kind === 'copy')
      .reduce((sum, { frameCount }) => sum + frameCount, 0);
    expect([plan.frames, seen]).toEqual([90, 30]);
    const warned = plan.warnings.filter(({ code }) => code !== 'NO_SOUND');
    expect(warned.map(({ code }) => code)).toEqual(['OUTSIDE_SOURCE', 'OUTSIDE_SOURCE']);
  });

  it('[P2] no frame at all is one problem', () => {
    const result = planExport(inputOf([known(stream([30], 0))], [[0, 0, 0.001]]));
    expect(result).toMatchObject({ isOk: false, problems: [{ code: 'EMPTY_OUTPUT' }] });
  });

  it('[P3] as many frames as the clips last', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planned(input);
        expect(plan.frames).toBe(countFrames(placesOf(input, plan)));
        const seconds = input.edl.clips.reduce((sum, clip) => sum + toNumber(clip.duration), 0);
        const exact = seconds * toNumber(plan.format.rate);
        expect(Math.abs(plan.frames - exact)).toBeLessThan(1.0001);
      }),
    );
  });

  it('[P4] warns of what reaches past the ends and of missing sound, and of nothing else', () => {
    const source = known(stream([30, 30], 0));
    const codes = planned(inputOf([source], [[0, -0.5, 2.5]])).warnings.map(({ code }) => code);
    expect(codes).toEqual(['BEFORE_SOURCE', 'PAST_SOURCE', 'NO_SOUND']);
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planned(input);
        const allowance = allowanceOf(plan.format.rate);
        const ends = input.edl.clips.map((clip) => {
          const { source: at, inPoint } = viewOf(clip);
          return [
            isLess(inPoint, subtract(zero, allowance)),
            isLess(add(input.sources[at]?.facts.end ?? zero, allowance), add(inPoint, clip.duration)),
          ];
        });
        const isMissed = input.edl.voices.some(({ clips }) => clips.some(({ source: at }) => at === 0));
        expect(plan.warnings).toHaveLength(ends.flat().filter(Boolean).length + Number(isMissed));
      }),
    );
  });
});

describe('spans', () => {
  it('[P10] tile the output, in order, none empty', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { spans, frames } = planned(input);
        let next = 0;
        for (const span of spans) {
          expect(span.firstFrame).toBe(next);
          expect(span.frameCount).toBeGreaterThan(0);
          next += span.frameCount;
        }
        expect(next).toBe(frames);
      }),
    );
  });

  it('[P11] tile each clip exactly, and none crosses one', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planned(input);
        placesOf(input, plan).forEach(({ firstFrame, endFrame }, clip) => {
          const own = plan.spans.filter((span) => span.clip === clip);
          expect(own.reduce((sum, { frameCount }) => sum + frameCount, 0)).toBe(endFrame - firstFrame);
          if (own.length > 0) expect(own[0]?.firstFrame).toBe(firstFrame);
        });
      }),
    );
  });

  it('[P12] show what the frame table says', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planned(input);
        const places = placesOf(input, plan);
        for (const span of plan.spans) {
          const place = places[span.clip];
          const source = input.sources[input.edl.clips[span.clip]?.views[0]?.source ?? -1];
          if (!place || !source) throw new Error('a span of no clip');
          const table = tabulateFrames(place, source.index.timing, plan.format.rate);
          for (let frame = span.firstFrame; frame < span.firstFrame + span.frameCount; frame++) {
            const claimed = pictureAt(span, frame);
            if (claimed !== undefined) expect(claimed).toBe(table[frame - place.firstFrame]);
          }
        }
      }),
    );
  });

  it('[P13] are no longer than 16 s where they are encoded', () => {
    const hour = known(
      stream(
        Array.from({ length: 3600 }, () => 30),
        2,
      ),
    );
    const { spans, frames } = planned(inputOf([hour], [[0, 0, 3599.9]], { codec: 'h264' }));
    expect(frames).toBe(107_997);
    expect(Math.max(...spans.map(({ frameCount }) => frameCount))).toBeLessThanOrEqual(16 * 30);
    expect(spans.length).toBe(Math.ceil(frames / 480));
  });

  it('[P14] are encoded the same wherever they stand', () => {
    const camera = known(stream([90, 90, 90, 90], 2));
    const grid = (frame: number) => frame / 30;
    const length = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(length, fc.nat(200), length, (before, from, frames) => {
        const clip = [0, grid(from), grid(from + frames)] as const;
        const alone = planned(inputOf([camera], [clip], { codec: 'h264' })).spans;
        const moved = planned(inputOf([camera], [[0, 0, grid(before)], clip], { codec: 'h264' })).spans;
        const work = (spans: readonly Span[], at: number) =>
          spans
            .filter(({ clip: of }) => of === at)
            .map((span) => [span.frameCount, span.kind === 'encode' && span.pictures]);
        expect(work(moved, 1)).toEqual(work(alone, 0));
      }),
    );
  });

  it('[P15] are decoded from the last keyframe that is shown no later than their first picture', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const span of planned(input).spans) {
          if (span.kind !== 'encode' || span.pictures.kind === 'black') continue;
          const { source, firstOrdinal, seek } = span.pictures;
          const { rank, boundary } = input.sources[source]?.index ?? { rank: [], boundary: [] };
          const keyframes = [...rank].filter((_, packet) => boundary[packet] !== 0);
          const last = Math.max(...keyframes.filter((ordinal) => ordinal <= firstOrdinal));
          expect(seek.isFileStart).toBe(last === 0);
          expect(toNumber(seek.seconds) * 30).toBeCloseTo(last, 6);
        }
      }),
    );
  });
});

describe('numbers', () => {
  it('[P50] copied and encoded frames add up, and the spans of a view tile the output', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planned(input);
        const stats = planStats(plan.spans);
        expect(stats.copiedFrames + stats.encodedFrames).toBe(plan.frames);
        expect(stats.copySpans + stats.encodeSpans).toBe(plan.spans.length);
        let next = 0;
        for (const view of viewSpans(plan)) {
          expect(view.firstFrame).toBe(next);
          next += view.frameCount;
        }
        expect(next).toBe(plan.frames);
      }),
    );
  });
});
