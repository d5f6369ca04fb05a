import { describe, expect, it } from 'vitest';
import { createSoundPlacer } from '../../../src/media/sound/place-sound.ts';

const sampleRate = 48_000;
const packet = 960;

/** Numbers that no pattern of packets follows; between −1 and 1. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state | 0) / 2 ** 31;
  };
}

interface Recording {
  readonly seconds: number;
  /** Where packet `i` says that it begins, in samples; undefined: it is lost. */
  readonly ptsOf: (i: number) => number | undefined;
}

/** Each sample of channel 0 says which it is of its packet's wave, whose pitch no stretching hides. */
async function place({ seconds, ptsOf }: Recording): Promise<{ heard: Float64Array; end: number }> {
  const heard = new Float64Array(Math.ceil((seconds + 1) * sampleRate)).fill(NaN);
  let end = 0;
  const placer = createSoundPlacer({ sampleRate, channels: 1 }, (samples, at) => {
    expect(at).toBeGreaterThanOrEqual(end);
    end = at + samples.length;
    samples.forEach((value, i) => (heard[at + i] = value));
  });
  for (let i = 0; i < (seconds * sampleRate) / packet; i++) {
    const pts = ptsOf(i);
    // A slow ramp: the value tells the place in the recording to a few samples.
    const ramp = Int16Array.from({ length: packet }, (_, k) => rampAt(i * packet + k));
    if (pts !== undefined) await placer.push(Math.round(pts), ramp);
  }
  await placer.end();
  return { heard, end };
}

const period = 24_000;
const rampAt = (sample: number): number => Math.round(((sample % period) / period) * 60_000 - 30_000);

/** The farthest that anything heard is from where it belongs, in ms, and how much of the time nothing is heard. */
function judge(heard: Float64Array, expected: (sample: number) => number, end: number) {
  let [worst, silent] = [0, 0];
  for (let at = 2000; at < end - 2000; at += 7) {
    const value = heard[at] ?? NaN;
    if (Number.isNaN(value)) silent += 7;
    const due = ((expected(at) % period) / period) * 60_000 - 30_000;
    // Around the ramp's fall everything is somewhere between.
    if (!Number.isNaN(value) && Math.abs(due) < 26_000)
      worst = Math.max(worst, (Math.abs(value - due) * period) / 60_000);
  }
  return { worstMs: (worst / sampleRate) * 1000, silentMs: (silent / sampleRate) * 1000 };
}

describe('sound is put where its timestamps say, taken together', () => {
  it('what runs on comes out as it went in, sample by sample', async () => {
    const { heard, end } = await place({ seconds: 8, ptsOf: (i) => 480 + i * packet });
    expect(end).toBe(8 * sampleRate + 480);
    expect(heard.subarray(480, end).every((value, i) => value === rampAt(i))).toBe(true);
  });

  it.each([1, 2, 3, 4])('jitter of 14 ms makes no silence and moves nothing far (%i)', async (seed) => {
    const random = dice(seed);
    const { heard, end } = await place({ seconds: 20, ptsOf: (i) => 9600 + i * packet + random() * 672 });
    const { worstMs, silentMs } = judge(heard, (at) => at - 9600, end);
    expect(silentMs).toBeLessThan(20 + 200);
    expect(worstMs).toBeLessThan(4);
  });

  it('packets lost among jitter are holes, and what is between them stays in its place', async () => {
    const isLost = (i: number) => i % 40 === 20;
    let [off, silent, all] = [0, 0, 0];
    for (const seed of [1, 2, 3, 4]) {
      const random = dice(seed);
      const jitter = (i: number) => 9600 + i * packet + random() * 672;
      const { heard, end } = await place({
        seconds: 16,
        ptsOf: (i) => {
          const pts = jitter(i);
          return isLost(i) ? undefined : pts;
        },
      });
      for (let at = 9600; at < end - 2000; at += 97, all++) {
        const due = (((at - 9600) % period) / period) * 60_000 - 30_000;
        const value = heard[at] ?? NaN;
        if (Number.isNaN(value)) silent++;
        // Around the ramp's fall everything is somewhere between.
        else if (Math.abs(due) < 26_000 && Math.abs(value - due) > (4 * 48 * 60_000) / period) off++;
      }
    }
    expect(off / all).toBeLessThan(0.06);
    expect(Math.abs(silent / all - 1 / 40)).toBeLessThan(0.003);
  });

  it('a clock that is 0.8 % slow is followed without a hole', async () => {
    const { heard, end } = await place({ seconds: 20, ptsOf: (i) => i * packet * 1.008 });
    const { worstMs, silentMs } = judge(heard, (at) => at / 1.008, end);
    expect(silentMs).toBe(0);
    expect(worstMs).toBeLessThan(1);
    expect(end).toBeGreaterThan(20 * sampleRate * 1.0075);
  });

  it('lost packets are holes of exactly their length, however close to one another', async () => {
    const isLost = (i: number) => i % 40 === 20 || i % 40 === 23 || (i > 300 && i < 330);
    const { heard, end } = await place({ seconds: 12, ptsOf: (i) => (isLost(i) ? undefined : i * packet) });
    for (let at = 0; at < end; at++) {
      const value = isLost(Math.floor(at / packet)) ? NaN : rampAt(at);
      if (!Object.is(heard[at], value)) expect([at, heard[at]]).toEqual([at, value]);
    }
  });

  it('one packet that comes late is no hole', async () => {
    const { heard, end } = await place({ seconds: 6, ptsOf: (i) => i * packet + (i % 50 === 7 ? 700 : 0) });
    expect(judge(heard, (at) => at, end)).toMatchObject({ silentMs: 0 });
  });

  it('what begins before its neighbour has ended is heard from there on', async () => {
    const { heard, end } = await place({ seconds: 6, ptsOf: (i) => i * packet - (i >= 150 ? 1440 : 0) });
    expect(end).toBe(6 * sampleRate - 1440);
    expect(heard[150 * packet - 1]).toBe(rampAt(150 * packet - 1));
    expect(heard[160 * packet]).toBe(rampAt(160 * packet + 1440));
  });
});
