import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captionTrack, chapterList, chapterTrack, type ShownText } from '../../../src/mp4/text/text-track.ts';

const ticks = 10_000;
const screen = { width: 1920, height: 1080, ticks };

const cue: fc.Arbitrary<ShownText> = fc.record({
  text: fc.constantFrom('a', 'bb', 'ü', '日本'),
  from: fc.integer({ min: -50, max: 11_000 }),
  to: fc.integer({ min: -50, max: 11_000 }),
});

/** The lines on screen at a tick, as the samples have them. */
function linesAt(samples: readonly { bytes: Uint8Array; ticks: number }[], tick: number): string[] {
  let end = 0;
  for (const { bytes, ticks: length } of samples) {
    end += length;
    if (tick < end) return new TextDecoder().decode(bytes.subarray(2)).split('\n').filter(Boolean);
  }
  return [];
}

describe('a track of captions', () => {
  it('shows at each tick the captions of that tick, the latest eight of them', () => {
    fc.assert(
      fc.property(fc.array(cue, { maxLength: 12 }), fc.nat(ticks - 1), (cues, tick) => {
        const { samples = [] } = captionTrack(cues, screen) ?? {};
        const wanted = cues
          .filter(({ from, to }) => from < to && from <= tick && tick < to)
          .sort((a, b) => Math.max(0, a.from) - Math.max(0, b.from))
          .slice(-8);
        expect(linesAt(samples, tick).sort()).toEqual(wanted.map(({ text }) => text).sort());
        expect(samples.every((sample) => sample.ticks > 0)).toBe(true);
        expect(samples.reduce((sum, sample) => sum + sample.ticks, 0)).toBeLessThanOrEqual(ticks);
      }),
    );
  });

  it('says how long each text is in bytes', () => {
    const [first] = captionTrack([{ text: '日本', from: 0, to: 5 }], screen)?.samples ?? [];
    expect([...(first?.bytes ?? [])].slice(0, 2)).toEqual([0, 6]);
  });

  it('is not there where nothing is shown', () => {
    expect(captionTrack([{ text: 'late', from: ticks, to: ticks + 1 }], screen)).toBeUndefined();
  });
});

describe('a track of chapters', () => {
  const marks = [
    { from: 100, title: 'one' },
    { from: 400, title: 'lost' },
    { from: 400, title: 'two' },
    { from: ticks, title: 'behind' },
  ];

  it('has each until the next one, and the last until the end', () => {
    expect(chapterTrack(marks, screen)).toMatchObject({
      delayTicks: 100,
      samples: [{ ticks: 300 }, { ticks: ticks - 400 }],
    });
  });

  it('has the same in the list, in units of 100 ns, with titles cut between characters', () => {
    const list = chapterList([{ from: 1, title: 'ü'.repeat(200) }], { ticks, timescale: 1000 });
    const at = 8 + 12 + 4;
    const view = new DataView(list?.buffer ?? new ArrayBuffer(0));
    expect(view.getUint8(at)).toBe(1);
    expect(view.getBigUint64(at + 1)).toBe(10_000n);
    expect(view.getUint8(at + 9)).toBe(254);
    expect(chapterList([], { ticks, timescale: 1000 })).toBeUndefined();
  });

  it('lists no more than a byte can count', () => {
    const many = Array.from({ length: 300 }, (_, from) => ({ from, title: 'x' }));
    expect(chapterTrack(many, screen)?.samples).toHaveLength(300);
    const list = chapterList(many, { ticks, timescale: 1000 });
    expect(list?.[8 + 12 + 4]).toBe(255);
  });
});
