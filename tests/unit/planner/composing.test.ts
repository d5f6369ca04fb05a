import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeArea } from '../../../src/planner/composing/lay-views.ts';
import type { PlanInput } from '../../../src/planner/plan/plan-input.ts';
import type { ComposeSpan, ExportPlan, Layer, Span } from '../../../src/planner/plan/plan.ts';
import { cutEdl } from '../../../src/timeline/cut-edl.ts';
import type { Clip, Edl, Overlay } from '../../../src/timeline/edl.ts';
import { rational, rationalFromNumber, toNumber, zero } from '../../../src/timeline/rational.ts';
import { allowanceOf } from '../../../src/timeline/time-model.ts';
import { inputOf, known, planned, rate, stream } from './known-sources.ts';

const cameras = [
  known(
    stream(
      Array.from({ length: 40 }, () => 30),
      2,
    ),
  ),
  known(stream([900], 0)),
];
const left = { x: 0, y: 0, width: 0.5, height: 1 };
const right = { x: 0.5, y: 0, width: 0.5, height: 1 };

function withEdl(change: Partial<Edl>, request: Partial<PlanInput['request']> = {}): PlanInput {
  const input = inputOf(cameras, [[0, 0, 1]], { includeAudio: false, ...request });
  return { ...input, edl: { ...input.edl, ...change } };
}

function composedOf({ spans }: ExportPlan): ComposeSpan[] {
  return spans.filter((span) => span.kind === 'compose');
}

/** Output frames of these spans, one by one. */
function framesOf(spans: readonly Span[]): number[] {
  return spans.flatMap(({ firstFrame, frameCount }) =>
    Array.from({ length: frameCount }, (_, i) => firstFrame + i),
  );
}

const seconds = fc.integer({ min: 300, max: 4000 }).map((ms) => ms / 1000);
const transition = fc.option(
  fc.record({
    kind: fc.constantFrom('dissolve' as const, 'fade-black' as const, 'fade-white' as const),
    seconds: fc.integer({ min: 1, max: 3000 }).map((ms) => rational(ms, 1000)),
  }),
  { nil: undefined },
);
const tiles = fc.constantFrom<readonly (typeof left | undefined)[]>([undefined], [undefined], [left, right]);
const anyClip = fc
  .tuple(seconds, tiles, transition, fc.integer({ min: 0, max: 20_000 }))
  .map(([duration, areas, passing, from]): Clip => ({
    duration: rationalFromNumber(duration),
    views: areas.map((area, i) => ({ source: i, inPoint: rational(from, 1000), ...(area && { area }) })),
    ...(passing && { transition: passing }),
  }));
const moment = fc.integer({ min: 0, max: 8000 }).map((ms) => rational(ms, 1000));
const title = fc.tuple(moment, fc.integer({ min: 100, max: 3000 })).map(([from, length]) => ({
  ...{ text: 'A name', style: 'plain' as const, from },
  to: rational(from.num * (1000n / from.den) + BigInt(length), 1000n),
}));
const anyEdl = fc.record({
  clips: fc.array(anyClip, { minLength: 1, maxLength: 6 }),
  titles: fc.array(title, { maxLength: 3 }),
});

/** What the contract says of a frame, without any of the planner's code. */
function isTouched(
  { clips, titles = [] }: Pick<Edl, 'clips' | 'titles'>,
  frame: number,
  nudge: number,
): boolean {
  const slack = toNumber(allowanceOf(rate)) + nudge;
  const time = frame / toNumber(rate) + slack;
  const lengths = clips.map(({ duration }) => toNumber(duration));
  let start = 0;
  for (const [i, clip] of clips.entries()) {
    const length = lengths[i] ?? 0;
    const reach = Math.min(toNumber(clip.transition?.seconds ?? zero), length, lengths[i - 1] ?? 0) / 2;
    if (i > 0 && clip.transition && time >= start - reach && time < start + reach) return true;
    if (time >= start && time < start + length && clip.views.length > 1) return true;
    start += length;
  }
  return titles.some(({ from, to }) => time >= toNumber(from) && time < toNumber(to));
}

describe('several pictures at once', () => {
  it('[P80] are the frames that show more than one camera as it is, and the spans still tile the output', () => {
    fc.assert(
      fc.property(anyEdl, (edl) => {
        const plan = planned(withEdl(edl));
        expect(framesOf(plan.spans)).toEqual(Array.from({ length: plan.frames }, (_, i) => i));
        const composed = new Set(framesOf(composedOf(plan)));
        for (let frame = 0; frame < plan.frames; frame++) {
          // Where something ends to the last digit at the allowance, the floats of this test do not know.
          const told = [1e-9, -1e-9].map((nudge) => isTouched(edl, frame, nudge));
          if (told[0] === told[1]) expect([frame, composed.has(frame)]).toEqual([frame, told[0]]);
        }
      }),
    );
  });

  it('[P81] pass into one another by the weights of the time model', () => {
    const clips: Clip[] = [
      { duration: rational(2), views: [{ source: 0, inPoint: zero }] },
      {
        duration: rational(1, 3),
        views: [{ source: 1, inPoint: rational(3) }],
        transition: { kind: 'dissolve', seconds: rational(1) },
      },
    ];
    const spans = composedOf(planned(withEdl({ clips })));
    // No more than half of the second clip, on either side.
    expect(framesOf(spans)).toEqual([55, 56, 57, 58, 59, 60, 61, 62, 63, 64]);
    for (const { firstFrame, frameCount, composition } of spans)
      for (let i = 0; i < frameCount; i++) {
        const { first = NaN, step = NaN } = composition.into?.weight ?? {};
        const weight = ((firstFrame + i) / 30 - (2 - 1 / 6)) * 3;
        expect(first + i * step).toBeCloseTo(weight, 9);
      }
  });

  it('[P82] show in every layer what its frame table says, and hold the ends of a source while they pass', () => {
    const clips: Clip[] = [
      // Its source ends half a second before the clip, and then it is not there.
      {
        duration: rational(1),
        views: [
          { source: 1, inPoint: rational(59, 2), area: left },
          { source: 0, inPoint: zero, area: right },
        ],
      },
      {
        duration: rational(1),
        views: [{ source: 1, inPoint: zero }],
        transition: { kind: 'dissolve', seconds: rational(1, 5) },
      },
    ];
    const spans = composedOf(planned(withEdl({ clips })));
    const shown = spans.map(({ firstFrame, frameCount, composition: { scene, into } }) => [
      firstFrame,
      frameCount,
      scene.layers.map(rangeOf),
      into?.scene.layers.map(rangeOf),
    ]);
    expect(shown).toEqual([
      [
        0,
        15,
        [
          [885, 899],
          [0, 14],
        ],
        undefined,
      ],
      [15, 12, [[15, 26]], undefined],
      // The first camera's last picture stays, and the second one's first.
      [
        27,
        3,
        [
          [899, 899],
          [27, 29],
        ],
        [[0, 0]],
      ],
      [
        30,
        3,
        [
          [899, 899],
          [30, 32],
        ],
        [[0, 2]],
      ],
    ]);
  });

  it('[P83] lie on even pixels, and touch where their areas do', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.integer({ min: 32, max: 2000 }).map((half) => 2 * half),
        (at, width) => {
          const format = { width, height: 90 };
          const a = placeArea({ x: 0, y: 0, width: at, height: 1 }, format);
          const b = placeArea({ x: at, y: 0, width: 1 - at, height: 1 }, format);
          expect([a.x, a.width % 2, b.x % 2, b.x + b.width, a.height]).toEqual([0, 0, 0, width, 90]);
          expect(a.x + a.width).toBe(b.x);
        },
      ),
    );
  });

  it('[P84] have an overlay from its beginning to its end, and its opacity rises and falls evenly', () => {
    const overlay: Overlay = {
      ...{ source: 1, from: rational(1, 2), to: rational(3, 2), anchor: 'top-right', margin: 0.03 },
      ...{ width: 0.1, opacity: 0.8, fade: rational(1, 4) },
    };
    const clips = [{ duration: rational(3), views: [{ source: 0, inPoint: zero }] }];
    const spans = composedOf(planned(withEdl({ clips, overlays: [overlay] })));
    expect(framesOf(spans)).toEqual(Array.from({ length: 30 }, (_, i) => 15 + i));
    for (const { firstFrame, frameCount, composition } of spans)
      for (let i = 0; i < frameCount; i++) {
        const { first = NaN, step = NaN } = composition.overlays[0]?.opacity ?? {};
        const time = (firstFrame + i) / 30;
        const opacity = Math.min(0.8, (0.8 * (time - 0.5)) / 0.25, (0.8 * (1.5 - time)) / 0.25);
        expect(first + i * step).toBeCloseTo(opacity, 9);
      }
  });

  it('[P85] come with the words that lie over them', () => {
    const titles = [
      { text: 'One', style: 'plain', from: rational(1, 2), to: rational(1) },
      { text: 'Two', style: 'centre', from: rational(9, 10), to: rational(2) },
    ] as const;
    const clips = [{ duration: rational(3), views: [{ source: 0, inPoint: zero }] }];
    const [span, ...others] = composedOf(planned(withEdl({ clips, titles })));
    expect(others).toEqual([]);
    expect(span).toMatchObject({ firstFrame: 15, frameCount: 45 });
    expect(span?.composition.words).toEqual([
      { text: 'One', style: 'plain', from: 0, to: 0.5 },
      { text: 'Two', style: 'centre', from: 0.4, to: 1.5 },
    ]);
  });

  it('[P85] begin before the first frame where a stretch of the programme begins amid them', () => {
    const title = { text: 'One', style: 'plain', from: rational(1), to: rational(3) } as const;
    const clips = [{ duration: rational(4), views: [{ source: 0, inPoint: zero }] }];
    const { edl } = withEdl({ clips, titles: [title] });
    const [span] = composedOf(planned(withEdl(cutEdl(edl, { from: rational(2), to: rational(4) }))));
    expect(span).toMatchObject({ firstFrame: 0, frameCount: 30 });
    expect(span?.composition.words).toEqual([{ text: 'One', style: 'plain', from: -1, to: 1 }]);
  });
});

function rangeOf({ pictures }: Layer): [number, number] {
  return [pictures.firstOrdinal, pictures.lastOrdinal];
}

describe('a recording', () => {
  it('[P86] whose clock drifts shows what was on screen at that instant, over hours', () => {
    const long = known(stream([3 * 3600 * 30], 0));
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), (ppm) => {
        const speed = rational(1_000_000 + ppm, 1_000_000);
        const duration = rational(3 * 3600 - 60);
        const clips = [{ duration, views: [{ source: 0, inPoint: rational(1), speed }] }];
        const input = { ...withEdl({ clips }, { codec: 'h264' }), sources: [long] };
        const { spans, frames } = planned(input);
        const last = spans.at(-1);
        if (last?.kind !== 'encode' || last.pictures.kind !== 'source') throw new Error('nothing is shown');
        const time = 1 + ((frames - 1) / 30 + toNumber(allowanceOf(rate))) * toNumber(speed);
        expect(last.pictures.lastOrdinal).toBe(Math.min(3 * 3600 * 30 - 1, Math.floor(time * 30 + 1e-6)));
      }),
      { numRuns: 12 },
    );
  });

  it('[P87] in several files goes on in the next one, and its clip keeps its number', () => {
    const input = withEdl({
      sources: [
        { id: 'a', name: 'Chapter 1', path: 'a.mp4', next: 1 },
        { id: 'b', name: 'Chapter 2', path: 'b.mp4' },
      ],
      clips: [
        { duration: rational(1), views: [{ source: 0, inPoint: zero }] },
        { duration: rational(2), views: [{ source: 0, inPoint: rational(39) }] },
        { duration: rational(1), views: [{ source: 0, inPoint: rational(141, 2) }], mayBeBlack: true },
      ],
    });
    const plan = planned({ ...input, request: { ...input.request, codec: 'h264' } });
    const shown = plan.spans.map((span) =>
      span.kind === 'encode' && span.pictures.kind === 'source'
        ? [span.firstFrame, span.pictures.source, span.pictures.firstOrdinal]
        : [span.firstFrame],
    );
    expect(shown).toEqual([[0, 0, 0], [30, 0, 1170], [60, 1, 0], [90]]);
    expect(plan.warnings.map(({ message }) => message)).toEqual([
      'Clip 3 lies outside Chapter 2; it is black and silent.',
    ]);
  });
});
