import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { match, record, type Microphone } from './support/talk.ts';

/** A microphone somewhere in the room: its level, its noise, its echo and its dullness. */
const anyMicrophone = fc.record({
  gain: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
  noise: fc.double({ min: 0, max: 0.004, noNaN: true }),
  noiseSeed: fc.integer({ min: 0, max: 1000 }),
  echo: fc.tuple(
    fc.double({ min: 0.004, max: 0.06, noNaN: true }),
    fc.double({ min: 0, max: 0.6, noNaN: true }),
  ),
  dullness: fc.double({ min: 0, max: 0.6, noNaN: true }),
});

const anyClock = fc.record({
  startsAt: fc.double({ min: -20, max: 20, noNaN: true }),
  driftPpm: fc.double({ min: -200, max: 200, noNaN: true }),
});

/** Greatest distance from the truth over what both tracks have in common, in seconds. */
function errorOf(
  found: { offsetSeconds: number; driftPpm: number },
  { startsAt = 0, driftPpm = 0, seconds }: Microphone,
): number {
  const errorAt = (t: number): number =>
    Math.abs(found.offsetSeconds + t * (1 + found.driftPpm * 1e-6) - (t - startsAt) * (1 + driftPpm * 1e-6));
  return Math.max(errorAt(Math.max(0, startsAt)), errorAt(Math.min(seconds, startsAt + seconds)));
}

describe('tracks of one talk', () => {
  test('are found to a thousandth of a second, whatever microphones, offset and drift', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), anyMicrophone, anyMicrophone, (talk, here, there) => {
        const [clock] = fc.sample(anyClock, { numRuns: 1, seed: talk });
        const seconds = 45;
        const other: Microphone = { ...there, ...clock, talk, seconds };
        const result = match(record({ ...here, talk, seconds }), record(other));
        expect(result.kind, JSON.stringify({ result, here, other })).toBe('matched');
        if (result.kind !== 'matched') return;
        expect(errorOf(result.match, other)).toBeLessThan(0.001);
        expect(result.match.confidence).toBeGreaterThanOrEqual(0.5);
      }),
      { numRuns: 10 },
    );
  });

  test('are found from ten seconds of them, and a minute out of ten', () => {
    const long = record({ talk: 3, seconds: 600, noise: 0.002 });
    const cases: Microphone[] = [
      { talk: 3, seconds: 12, startsAt: 300, driftPpm: 100, noise: 0.002, noiseSeed: 5 },
      { talk: 3, seconds: 120, startsAt: 540, driftPpm: -200, noise: 0.002, noiseSeed: 6 },
      { talk: 3, seconds: 120, startsAt: -60, driftPpm: 200, noise: 0.002, noiseSeed: 7 },
    ];
    for (const other of cases) {
      const result = match(long, record(other));
      expect(result).toMatchObject({ kind: 'matched' });
      if (result.kind !== 'matched') continue;
      const common = { ...other, seconds: Math.min(other.seconds, 600 - (other.startsAt ?? 0)) };
      expect(errorOf(result.match, common)).toBeLessThan(0.001);
    }
  });
});

describe('a steady sound that both hear', () => {
  test.each([
    { startsAt: 0.7345, seconds: 14, gain: 0.2 },
    { startsAt: -0.4021, seconds: 14, gain: 0.05 },
    { startsAt: 31.207, seconds: 60, driftPpm: 200, noise: 0.05, echo: [0.011, 0.4] },
    { startsAt: -17.113, seconds: 45, driftPpm: -200, dullness: 0.5 },
  ] satisfies Omit<Microphone, 'talk'>[])('is found to a thousandth of a second: %j', (microphone) => {
    const seconds = microphone.seconds === 14 ? 14 : 90;
    const other: Microphone = { ...microphone, talk: 4, isSteady: true, noiseSeed: 9 };
    const result = match(record({ talk: 4, isSteady: true, seconds, noise: 0.01 }), record(other));
    expect(result).toMatchObject({ kind: 'matched' });
    if (result.kind !== 'matched') return;
    const common = Math.min(other.seconds, seconds - (other.startsAt ?? 0));
    expect(errorOf(result.match, { ...other, seconds: common })).toBeLessThan(0.001);
  });
});

describe('tracks that have nothing in common', () => {
  test('are never matched', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 8, max: 60 }),
        anyMicrophone,
        (talk, seconds, microphone) => {
          const here = record({ ...microphone, talk, seconds });
          const there = record({ ...microphone, noiseSeed: 2000, talk: talk + 17, seconds: 45 });
          expect(match(here, there)).toEqual({ kind: 'no-match', why: 'nothing' });
        },
      ),
      { numRuns: 12 },
    );
  });

  test('nor when three windows of twelve seconds agree by chance', () => {
    const microphone = { gain: 0.05, echo: [0.004, 0] } as const;
    const here = record({ ...microphone, talk: 999_999, noiseSeed: 0, seconds: 12 });
    const there = record({ ...microphone, talk: 1_000_016, noiseSeed: 2000, seconds: 45 });
    expect(match(here, there)).toEqual({ kind: 'no-match', why: 'nothing' });
  });

  test('not by the hum of the same mains, nor by steady noise', () => {
    const hum = (seed: number): Int16Array =>
      record({ talk: seed, seconds: 40 }).map((sample, i) =>
        Math.round(sample * 0.5 + 8000 * Math.sin((2 * Math.PI * 50 * i) / 8000)),
      );
    expect(match(hum(1), hum(20)).kind).toBe('no-match');
    const hiss = (noiseSeed: number): Int16Array =>
      record({ talk: 0, seconds: 40, gain: 0, noise: 0.2, noiseSeed });
    expect(match(hiss(1), hiss(2)).kind).toBe('no-match');
  });

  test('and where a jingle repeats, no place is guessed', () => {
    const jingle = record({ talk: 8, seconds: 15 });
    const loop = new Int16Array(4 * jingle.length);
    for (let turn = 0; turn < 4; turn += 1) loop.set(jingle, turn * jingle.length);
    expect(match(loop, jingle)).toEqual({ kind: 'no-match', why: 'several' });
  });
});
