import { describe, expect, test } from 'vitest';
import { defaultTrimKnobs } from '../../../src/contract/cutting/cut-knobs.ts';
import { createLevelMeter, packLevel, unpackLevels } from '../../../src/autocut/levels.ts';
import { findSilences } from '../../../src/autocut/find-silences.ts';
import { seededRandom } from '../../media/oracle/seeded-random.ts';
import { generateTalk } from './support/generate-talk.ts';

describe('silences to take out', () => {
  test('lie in no word, leave what is asked on either side, and are those of all microphones at once', () => {
    for (let seed = 30; seed < 42; seed += 1) {
      const { voices, truth } = generateTalk(seed, { seconds: 120, speakers: 3 });
      const part = { from: 0, to: 120 };
      const knobs = { longerThanSeconds: 0.8, paddingSeconds: 0.2 };
      const { trims, firstWord = 0, lastWord = 0 } = findSilences(voices, knobs, part);
      const [first, last] = [truth[0]?.from ?? 0, Math.max(...truth.map(({ to }) => to))];
      expect(Math.abs(firstWord - first)).toBeLessThan(0.15);
      // Laughter after the last word is sound, too.
      expect(lastWord).toBeGreaterThan(last - 0.15);
      for (const trim of trims) {
        const hit = truth.find(({ from, to }) => trim.from < to - 0.01 && trim.to > from + 0.01);
        expect(hit, `seed ${seed}, ${trim.from}–${trim.to}`).toBeUndefined();
      }
      expect(trims.every(({ from, to }, index) => to > from && from > (trims[index - 1]?.to ?? -1))).toBe(
        true,
      );
    }
  });

  test('a talk without anybody is left alone', () => {
    const quiet = { speaker: 'a', levels: new Float32Array(2000).fill(-70), offsetSeconds: 0, driftPpm: 0 };
    expect(findSilences([quiet], defaultTrimKnobs, { from: 0, to: 20 }).trims).toEqual([]);
  });
});

describe('levels', () => {
  test('a tone is as loud as it is, hum is not heard, and what is cut between bytes is whole', () => {
    const meterOf = (hertz: number, amplitude: number) => {
      const samples = Int16Array.from({ length: 48_000 }, (_, i) =>
        Math.round(32_767 * amplitude * Math.sin((2 * Math.PI * hertz * i) / 48_000)),
      );
      const bytes = new Uint8Array(samples.buffer);
      const random = seededRandom(hertz);
      const meter = createLevelMeter(48_000, 120);
      for (let at = 0; at < bytes.length;) {
        const length = 1 + Math.floor(random() * 5000);
        meter.push(bytes.subarray(at, at + length));
        at += length;
      }
      return unpackLevels(meter.levels());
    };
    const tone = meterOf(1000, 0.5);
    // A sine of half the full scale: −9.03 dB, and the band takes little of it.
    expect(tone[50]).toBeGreaterThan(-10);
    expect(tone[50]).toBeLessThan(-8.5);
    expect(tone[110]).toBe(-127.5);
    expect(meterOf(30, 0.5)[50]).toBeLessThan((tone[50] ?? 0) - 10);
  });

  test('a byte keeps half a dB', () => {
    for (const db of [0, -0.5, -33, -90.5, -127.5])
      expect(unpackLevels(Uint8Array.of(packLevel(db)))[0]).toBe(db);
    expect(unpackLevels(Uint8Array.of(packLevel(-200), packLevel(3)))).toEqual(Float32Array.of(-127.5, 0));
  });
});
