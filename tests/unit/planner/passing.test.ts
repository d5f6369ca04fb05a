import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanInput } from '../../../src/planner/plan/plan-input.ts';
import type { ExportPlan, Layer } from '../../../src/planner/plan/plan.ts';
import { cutEdl } from '../../../src/timeline/cut-edl.ts';
import type { Clip, Edl } from '../../../src/timeline/edl.ts';
import { rational } from '../../../src/timeline/rational.ts';
import { inputOf, known, planned, stream } from './known-sources.ts';

const cameras = [
  known(
    stream(
      Array.from({ length: 40 }, () => 30),
      2,
    ),
  ),
  known(stream([900], 0)),
];

function withClips(edl: Pick<Edl, 'clips'>): PlanInput {
  const input = inputOf(cameras, [[0, 0, 1]], { includeAudio: false, codec: 'h264' });
  return { ...input, edl: { ...input.edl, ...edl } };
}

/** At every frame of a plan: how much is seen of the second scene, and which picture of which source each layer shows. */
function shownAt(plan: ExportPlan): unknown[] {
  const pictureAt = (
    { firstOrdinal, lastOrdinal, source, isRun, fromNanoseconds }: Layer['pictures'],
    i: number,
  ) => {
    // Where a source has not begun its first picture stays for a while: then the instant says which one it is.
    const onScreen = Math.floor((Number(fromNanoseconds) * 30) / 1e9 + i);
    const ordinal = isRun ? firstOrdinal + i : Math.min(Math.max(onScreen, firstOrdinal), lastOrdinal);
    return [source, ordinal];
  };
  return plan.spans.flatMap((span) =>
    Array.from({ length: span.frameCount }, (_, i) => {
      if (span.kind !== 'compose')
        return [
          span.kind === 'encode' && span.pictures.kind !== 'black' ? [pictureAt(span.pictures, i)] : span,
        ];
      const { scene, into } = span.composition;
      const layers = (of: typeof scene) => [
        of.canvas,
        of.layers.map(({ pictures }) => pictureAt(pictures, i)),
      ];
      const weight = into && Number((into.weight.first + i * into.weight.step).toFixed(6));
      return into
        ? [layers(scene), layers(into.scene), weight]
        : scene.layers.map(({ pictures }) => pictureAt(pictures, i));
    }),
  );
}

describe('one picture', () => {
  it('[P81] passes in a stretch of an edit as it does in the whole, also where the cut lies outside it', () => {
    const frames = fc.integer({ min: 4, max: 60 });
    const passing = fc.record({
      kind: fc.constantFrom('dissolve' as const, 'fade-black' as const, 'fade-white' as const),
      seconds: fc.integer({ min: 2, max: 40 }).map((length) => rational(length, 30)),
    });
    const clip = fc.tuple(frames, passing, fc.nat(600)).map(([length, into, from]): Clip => ({
      duration: rational(length, 30),
      views: [{ source: from % 2, inPoint: rational(from, 30) }],
      transition: into,
    }));
    fc.assert(
      fc.property(fc.array(clip, { minLength: 2, maxLength: 5 }), fc.nat(), fc.nat(), (clips, a, b) => {
        const { edl } = withClips({ clips });
        const whole = planned(withClips({ clips }));
        const from = a % (whole.frames - 1);
        const to = from + 1 + (b % (whole.frames - from));
        const range = { from: rational(from, 30), to: rational(to, 30) };
        const part = planned(withClips(cutEdl(edl, range)));
        expect(shownAt(part)).toEqual(shownAt(whole).slice(from, Math.min(to, whole.frames)));
      }),
    );
  });

  it('[P81] passes through the files of a recording as through one file with all of it', () => {
    const halves = [known(stream([30, 30], 0)), known(stream([30, 30], 0))];
    const one = known(stream([30, 30, 30, 30], 0));
    const other = known(stream([900], 0));
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 70 }),
        fc.integer({ min: 2, max: 30 }),
        fc.boolean(),
        (cut, length, isInto) => {
          const clipsOf = (source: number): Clip[] => {
            const take = (at: number) => ({ source, inPoint: rational(at, 30) });
            const cover = (at: number) => ({ source: 2, inPoint: rational(at, 30) });
            const transition = { kind: 'dissolve' as const, seconds: rational(length, 30) };
            const [first, second] = isInto ? [cover(100), take(cut)] : [take(cut - 20), cover(200)];
            return [
              { duration: rational(20, 30), views: [first] },
              { duration: rational(20, 30), views: [second], transition },
            ];
          };
          const plan = (sources: typeof halves, chain: boolean) => {
            const input = inputOf([...sources, other], [[0, 0, 1]], { includeAudio: false, codec: 'h264' });
            const named = input.edl.sources.map((source, i) =>
              chain && i === 0 ? { ...source, next: 1 } : source,
            );
            return shownAt(planned({ ...input, edl: { ...input.edl, sources: named, clips: clipsOf(0) } }));
          };
          const inFiles = JSON.stringify(plan(halves, true), (_, value: unknown) =>
            Array.isArray(value) && value.length === 2 && value[0] === 1 && typeof value[1] === 'number'
              ? [0, value[1] + 60]
              : value,
          );
          expect(JSON.parse(inFiles)).toEqual(
            JSON.parse(JSON.stringify(plan([one, halves[1] ?? one], false))),
          );
        },
      ),
    );
  });
});
