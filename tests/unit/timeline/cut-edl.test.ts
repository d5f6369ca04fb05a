import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutCaptions, cutEdl } from '../../../src/timeline/cut-edl.ts';
import { edlDuration, type Clip, type Edl, type HeardClip, type Voice } from '../../../src/timeline/edl.ts';
import {
  add,
  compare,
  isLess,
  minimum,
  multiply,
  rational,
  subtract,
  zero,
  type Rational,
} from '../../../src/timeline/rational.ts';

const seconds = (least: number, most: number) =>
  fc.integer({ min: least * 1000, max: most * 1000 }).map((value) => rational(value, 1000));
const speed = fc.option(
  fc.integer({ min: -2000, max: 2000 }).map((ppm) => rational(1_000_000 + ppm, 1_000_000)),
  { nil: undefined },
);
const play = fc.record({ source: fc.nat(3), inPoint: seconds(-5, 100), speed });
const clip = fc.record({
  duration: seconds(1, 20),
  views: fc.array(play, { minLength: 1, maxLength: 2 }),
}) as fc.Arbitrary<Clip>;
const heard = fc.tuple(play, seconds(1, 20), fc.boolean()).map(([part, duration, isSilent]) => ({
  ...part,
  duration,
  source: isSilent ? undefined : part.source,
})) as fc.Arbitrary<HeardClip>;
const voice = fc.record({
  clips: fc.array(heard, { maxLength: 6 }),
  fadeIn: fc.constantFrom(0.5, 2),
}) as fc.Arbitrary<Voice>;
const stretch = fc
  .tuple(seconds(0, 60), seconds(1, 30))
  .map(([from, length]) => ({ from, to: add(from, length) }));
const edit = fc.record({
  clips: fc.array(clip, { minLength: 1, maxLength: 6 }),
  voices: fc.array(voice, { maxLength: 2 }),
  titles: fc.array(
    stretch.map((range) => ({ ...range, text: 'x', style: 'plain' as const })),
    { maxLength: 4 },
  ),
});

interface Played {
  readonly source: number | undefined;
  readonly inPoint: Rational;
  readonly speed?: Rational | undefined;
}

/** What is played at an instant: the source and its time. */
function playedAt(
  parts: readonly { duration: Rational }[],
  at: Rational,
  plays: (index: number) => readonly Played[],
) {
  let begin = zero;
  for (const [index, { duration }] of parts.entries()) {
    const end = add(begin, duration);
    const since = subtract(at, begin);
    if (compare(begin, at) <= 0 && isLess(at, end)) {
      return plays(index).flatMap(({ source, inPoint, speed: rate }) =>
        source === undefined ? [] : [[source, add(inPoint, rate ? multiply(since, rate) : since)]],
      );
    }
    begin = end;
  }
  return [];
}

function seenAt({ clips }: Edl, at: Rational) {
  return playedAt(clips, at, (index) => clips[index]?.views ?? []);
}

function heardAt({ voices }: Edl, at: Rational) {
  return voices.map(({ clips }) => playedAt(clips, at, (index) => (clips[index] ? [clips[index]] : [])));
}

function titledAt({ titles = [] }: Edl, at: Rational) {
  return titles.flatMap(({ from, to }) =>
    compare(from, at) <= 0 && isLess(at, to) ? [subtract(at, from)] : [],
  );
}

test('at every instant of a stretch is seen, heard and written what the whole edit has there', () => {
  fc.assert(
    fc.property(
      edit,
      stretch,
      fc.array(fc.integer({ min: 0, max: 9999 }), { minLength: 3, maxLength: 8 }),
      (parts, range, shares) => {
        const edl: Edl = { sources: [], ...parts };
        const cut = cutEdl(edl, range);
        const to = minimum(range.to, edlDuration(edl));
        const length = isLess(range.from, to) ? subtract(to, range.from) : zero;
        expect(edlDuration(cut)).toEqual(length);
        for (const share of shares) {
          const at = multiply(length, rational(share, 10_000));
          if (!isLess(at, length)) continue;
          const whole = add(range.from, at);
          expect(seenAt(cut, at)).toEqual(seenAt(edl, whole));
          expect(heardAt(cut, at)).toEqual(heardAt(edl, whole));
          expect(titledAt(cut, at)).toEqual(titledAt(edl, whole));
        }
      },
    ),
    { numRuns: 200 },
  );
});

const view = { source: 0, inPoint: zero };
const dissolve = { kind: 'dissolve' as const, seconds: rational(1) };

test('a stretch keeps every transition that may show in it, with whole clips, and clips keep their numbers', () => {
  const clips: Clip[] = [
    { duration: rational(10), views: [view] },
    { duration: rational(10), views: [view], transition: dissolve },
    { duration: rational(10), views: [view], transition: dissolve },
    { duration: rational(10), views: [view] },
  ];
  const cut = cutEdl({ sources: [], clips, voices: [] }, { from: rational(12), to: rational(25) });
  const told = cut.clips.map(({ number, passings = [] }) => [
    number,
    passings.map((passing) => [passing.cut, passing.before.duration, passing.into.duration]),
  ]);
  expect(told).toEqual([
    [2, [[rational(-2), rational(10), rational(10)]]],
    [3, [[zero, rational(10), rational(10)]]],
  ]);
  const ending = cutEdl({ sources: [], clips, voices: [] }, { from: rational(5), to: rational(10) });
  expect(ending.clips.map(({ passings = [] }) => passings.map((passing) => passing.cut))).toEqual([
    [rational(5)],
  ]);
});

test('music fades where it did, also where that lies outside the stretch', () => {
  const played: HeardClip = { duration: rational(20), source: 1, inPoint: zero, isLooped: true };
  const silence: HeardClip = { duration: rational(5), source: undefined, inPoint: zero };
  const edl: Edl = {
    sources: [],
    clips: [{ duration: rational(60), views: [view] }],
    voices: [{ clips: [silence, played], fadeIn: 2, fadeOut: 2 }],
  };
  const [music] = cutEdl(edl, { from: rational(10), to: rational(30) }).voices;
  expect(music?.clips).toEqual([{ ...played, duration: rational(15), inPoint: rational(5) }]);
  expect(music?.fadeSpan).toEqual({ from: rational(-5), to: rational(15) });
});

test('a stretch begins with the chapter that is under way, and captions end with it', () => {
  const chapters = [0, 10, 20, 40].map((time) => ({ time: rational(time), title: `at ${time}` }));
  const edl: Edl = { sources: [], clips: [{ duration: rational(60), views: [view] }], voices: [], chapters };
  const range = { from: rational(12), to: rational(30) };
  expect(cutEdl(edl, range).chapters).toEqual([
    { time: zero, title: 'at 10' },
    { time: rational(8), title: 'at 20' },
  ]);
  const captions = [
    { text: 'a', from: rational(10), to: rational(14) },
    { text: 'b', from: rational(40), to: rational(41) },
  ];
  expect(cutCaptions(captions, range)).toEqual([{ text: 'a', from: zero, to: rational(2) }]);
});
