import fc from 'fast-check';
import { BOUNDARY, type PictureIndex, type SourceFacts } from '../../../src/planner/facts/facts.ts';
import { type KnownSource, type PlanInput } from '../../../src/planner/plan/plan-input.ts';
import { planExport } from '../../../src/planner/plan-export.ts';
import type { ExportPlan } from '../../../src/planner/plan/plan.ts';
import { rational, rationalFromNumber, subtract, toNumber, zero } from '../../../src/timeline/rational.ts';
import { clipOf } from '../timeline/one-view.ts';

export const rate = rational(30);

/** A stream as encoders write it: GOPs of this many pictures, with this many B-frames between anchors. */
export function stream(gops: readonly number[], bFrames: number): PictureIndex {
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
      timebase: rational(1, 30),
      pts: Float64Array.from({ length: first }, (_, i) => i),
      origin: zero,
      end: rational(first, 30),
    },
    rank: Int32Array.from(rank),
    boundary: Uint8Array.from(boundary),
    size: new Uint32Array(rank.length).fill(1000),
  };
}

const stereo: NonNullable<SourceFacts['audio']> = {
  streamIndex: 1,
  codec: 'aac',
  profile: 'LC',
  sampleRate: 48_000,
  channels: 2,
  layout: 'stereo',
};

/** A full HD camera with that stream; without sound unless told. */
export function known(
  index: PictureIndex,
  change: Partial<SourceFacts['video']> = {},
  hasSound = false,
): KnownSource {
  const video: SourceFacts['video'] = {
    streamIndex: 0,
    codec: 'h264',
    profile: 'High',
    level: 40,
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    hasAlpha: false,
    hasAlphaLayer: false,
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
  const audio = hasSound ? stereo : null;
  return {
    facts: { identity: 'x', bytes: 1e6, container: 'mov,mp4', origin, end, video, audio, tracks: [] },
    index,
  };
}

/** Seconds of a source; silent where it says so. */
export type Cut = readonly [source: number, from: number, to: number, isSilent?: boolean];

export function inputOf(
  sources: readonly KnownSource[],
  cuts: readonly Cut[],
  change: Partial<PlanInput['request']> = {},
): PlanInput {
  return {
    edl: {
      sources: sources.map((_, i) => ({ id: String(i), name: `Camera ${i + 1}`, path: `${i}.mp4` })),
      clips: cuts.map(([source, from, to]) =>
        clipOf(source, rationalFromNumber(from), rationalFromNumber(to)),
      ),
      voices: [
        {
          clips: cuts.map(([source, from, to, isSilent = false]) => ({
            source: isSilent ? undefined : source,
            inPoint: rationalFromNumber(from),
            duration: subtract(rationalFromNumber(to), rationalFromNumber(from)),
          })),
        },
      ],
    },
    request: { format: 'mp4', codec: 'copy', width: 1920, height: 1080, rate, includeAudio: true, ...change },
    sources,
  };
}

export function planned(input: PlanInput): ExportPlan {
  const result = planExport(input);
  if (!result.isOk) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}

export const anyStream = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 4, maxLength: 12 }),
    fc.integer({ min: 0, max: 4 }),
  )
  .map(([gops, bFrames]) => stream(gops, bFrames));

const anyRate = fc.constantFrom(rational(24), rational(25), rational(30_000, 1001), rate, rational(60));

/** Edits of three cameras that all can be planned: cuts anywhere in milliseconds, reaching out at either end. */
export const anyInput: fc.Arbitrary<PlanInput> = fc
  .record({
    streams: fc.tuple(anyStream, anyStream, anyStream),
    raw: fc.array(
      fc.tuple(
        fc.nat(2),
        fc.integer({ min: -400, max: 3000 }),
        fc.integer({ min: 20, max: 4000 }),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 12 },
    ),
    codec: fc.constantFrom('copy' as const, 'copy' as const, 'h264' as const),
    outputRate: anyRate,
  })
  .map(({ streams, raw, codec, outputRate }) => {
    const sources = streams.map((index, i) => known(index, {}, i > 0));
    const cuts = raw.map(([source, from, length, isSilent]): Cut => {
      const end = toNumber(sources[source]?.facts.end ?? zero);
      const start = Math.max(
        Math.min(from / 1000, Math.floor(end * 1000) / 1000 - 0.1),
        0.05 - length / 1000,
      );
      return [source, start, start + length / 1000, isSilent];
    });
    return inputOf(sources, [...cuts, [0, 0, 0.1]], { codec, rate: outputRate });
  });
