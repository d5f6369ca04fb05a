import { describe, expect, it } from 'vitest';
import { retimeSound } from '../../../src/media/sound/retime-sound.ts';

const rate = 48_000;

/** Sums of tones, as a recorder hears them whose clock runs by a factor of `speed`. */
function tone(at: number): number {
  return 8000 * Math.sin((2 * Math.PI * 440 * at) / rate) + 6000 * Math.sin((2 * Math.PI * 9876 * at) / rate);
}

interface Heard {
  readonly at: number;
  readonly values: number[];
}

/** What comes of `frames` frames of the tone from `from` on, fed in pieces, `hole` being left out. */
async function heardOf(
  speed: number,
  { from, frames, hole }: { from: number; frames: number; hole?: [number, number] },
): Promise<Heard[]> {
  const heard: Heard[] = [];
  const retimer = retimeSound({ speed, channels: 2 }, (samples, at) => {
    const last = heard.at(-1);
    const values = Array.from(samples).filter((_, i) => i % 2 === 0);
    if (last && last.at + last.values.length === at) last.values.push(...values);
    else heard.push({ at, values });
  });
  for (let at = from; at < from + frames;) {
    let length = Math.min(1 + ((at * 7919) % 5000), from + frames - at);
    if (hole && at < hole[0]) length = Math.min(length, hole[0] - at);
    if (hole && at >= hole[0] && at < hole[1]) at = hole[1];
    else {
      const own = at;
      const piece = Int16Array.from({ length: 2 * length }, (_, i) =>
        Math.round(tone((own + (i >> 1)) / speed)),
      );
      await retimer.take(piece, at);
      at += length;
    }
  }
  await retimer.flush();
  return heard;
}

describe('sound of a recorder whose clock drifts', () => {
  it.each([1.002, 0.998, 1.000_012_5])(
    'is brought onto the programme’s clock at %f, without a step',
    async (speed) => {
      const [row, ...more] = await heardOf(speed, { from: 0, frames: 3 * rate });
      expect(more).toEqual([]);
      expect(row?.at).toBe(0);
      expect(row?.values.length).toBe(Math.ceil((3 * rate) / speed));
      const inside = (row?.values ?? []).slice(50, -50);
      const worst = inside.reduce((most, value, i) => Math.max(most, Math.abs(value - tone(i + 50))), 0);
      // 6,000 of 32,768 at 9.9 kHz: 68 dB below the tone.
      expect(worst).toBeLessThan(4);
    },
  );

  it('is as exact after three hours as at the beginning', async () => {
    for (const speed of [1.002, 0.998]) {
      const from = 3 * 3600 * rate;
      const [row] = await heardOf(speed, { from, frames: rate });
      const at = row?.at ?? 0;
      expect(Math.abs(at - from / speed)).toBeLessThanOrEqual(1);
      const inside = (row?.values ?? []).slice(50, -50);
      const worst = inside.reduce((most, value, i) => Math.max(most, Math.abs(value - tone(at + i + 50))), 0);
      expect(worst).toBeLessThan(4);
    }
  });

  it('keeps its holes', async () => {
    const speed = 1.002;
    const rows = await heardOf(speed, { from: 100, frames: 2 * rate, hole: [rate, rate + 4800] });
    expect(rows.map(({ at }) => at)).toEqual([Math.ceil(100 / speed), Math.ceil((rate + 4800) / speed)]);
    expect(rows[0]?.values.length).toBe(Math.ceil(rate / speed) - Math.ceil(100 / speed));
  });
});
