import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SoundIndex } from '../../../src/planner/facts/facts.ts';
import type { SoundStretch } from '../../../src/planner/plan/audio-plan.ts';
import { neededSound, pickPackets } from '../../../src/render/sound/needed-sound.ts';
import type { SettledCopy } from '../../../src/render/sound/splice/settle-seams.ts';
import { piecesBetween, samplesOf } from '../../../src/render/sound/splice/sound-pieces.ts';

const sampleRate = 48_000;

/** Copies with gaps between them, and what the whole track has. */
const anyCopies = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 16, max: 500 })), {
      maxLength: 6,
    }),
    fc.boolean(),
    fc.nat(9000),
  )
  .map(([list, isFromStart, rest]) => {
    let at = 0;
    const copies = list.map(([gap, length], i): SettledCopy => {
      const fromPacket = at + (i === 0 && isFromStart ? 0 : gap);
      at = fromPacket + length;
      const shapeBefore = fromPacket === 0 ? undefined : 'sine';
      return {
        source: 0,
        sourcePacket: fromPacket + 7,
        fromPacket,
        toPacket: at,
        shapeBefore,
        shapeAtEnd: 'kbd',
      };
    });
    return { copies, packets: at + rest };
  });

describe('pieces between copies', () => {
  it('tile the track with them, none too long, each told what it has to fit to', () => {
    fc.assert(
      fc.property(anyCopies, fc.integer({ min: 1, max: 3000 }), ({ copies, packets }, mostPackets) => {
        const pieces = piecesBetween(copies, { packets, mostPackets });
        const all = [...copies, ...pieces].sort((a, b) => a.fromPacket - b.fromPacket);
        let next = 0;
        for (const { fromPacket, toPacket } of all) {
          expect(fromPacket).toBe(next);
          expect(toPacket).toBeGreaterThan(fromPacket);
          next = toPacket;
        }
        expect(next).toBe(packets);
        for (const piece of pieces) {
          expect(piece.toPacket - piece.fromPacket).toBeLessThanOrEqual(mostPackets);
          expect(piece.shapeBefore).toBe(
            copies.find(({ toPacket }) => toPacket === piece.fromPacket)?.shapeAtEnd,
          );
          expect(piece.shapeBehind).toBe(
            copies.find(({ fromPacket }) => fromPacket === piece.toPacket)?.shapeBefore,
          );
        }
      }),
    );
  });

  it('are encoded from all samples that their packets sound in, and two packets around them', () => {
    const piece = { fromPacket: 10, toPacket: 13, shapeBefore: undefined, shapeBehind: undefined };
    const { from, to } = samplesOf(piece, 1500);
    expect(from).toBeLessThanOrEqual((10 - 2) * 1024 - 1500);
    expect(to).toBeGreaterThanOrEqual((13 + 1 + 2) * 1024 - 1500);
    expect((to - from) % 1024).toBe(0);
  });
});

describe('what is decoded for pieces', () => {
  const index: SoundIndex = {
    ...{ sampleRate, channels: 2, samplesPerPacket: 1024, packets: 500 },
    ...{ firstSample: -1024, heardFrom: 0, heardUntil: 510_000, isSpliceable: true },
  };
  const anyStretches = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: -1, max: 1 }), fc.nat(300_000)), {
      minLength: 1,
      maxLength: 8,
    })
    .map((list) => {
      let at = 0;
      return list.map(([length, source, shift]): SoundStretch => {
        const firstSample = at;
        at += length;
        return { firstSample, endSample: at, source, shiftSamples: shift - firstSample };
      });
    });
  const anyWanted = fc
    .array(fc.tuple(fc.nat(300_000), fc.integer({ min: 3000, max: 3200 })), { minLength: 1, maxLength: 6 })
    .map((list) => list.map(([from, length]) => ({ from: from - 2000, to: from - 2000 + length })))
    .map((list) =>
      list.filter(({ to }, i) => list.every((other, k) => k === i || Math.abs(other.to - to) > 400)),
    );

  it('are the samples that are heard there, in order and none twice', () => {
    fc.assert(
      fc.property(anyStretches, anyWanted, (stretches, wanted) => {
        const needed = neededSound(stretches, { source: 0, sampleRate, wanted });
        let next = -Infinity;
        for (const { from, to } of needed) {
          expect(from).toBeGreaterThan(next);
          expect(to).toBeGreaterThan(from);
          next = to;
        }
        for (const { firstSample, endSample, source, shiftSamples } of stretches) {
          for (const range of wanted) {
            const middle = Math.floor((range.from + range.to) / 2);
            if (source !== 0 || middle < firstSample || middle >= endSample) continue;
            const sample = middle + shiftSamples;
            expect(needed.some(({ from, to }) => sample >= from && sample < to)).toBe(true);
          }
        }
      }),
    );
  });

  it('come from packets that hold them, and two before the first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 520_000 }),
        fc.integer({ min: 1, max: 9000 }),
        (from, length) => {
          const picks = pickPackets([{ from, to: from + length }], index);
          const heard = Math.min(from + length, index.heardUntil) - Math.max(from, index.heardFrom);
          expect(picks).toHaveLength(heard > 0 ? 1 : 0);
          for (const pick of picks) {
            expect(pick.to - pick.from).toBe(heard);
            expect(pick.decodedFrom).toBe(index.firstSample + pick.fromPacket * 1024);
            expect(pick.decodedFrom + (pick.toPacket - pick.fromPacket) * 1024).toBeGreaterThanOrEqual(
              pick.to,
            );
            if (pick.fromPacket > 0) expect(pick.from - pick.decodedFrom).toBeGreaterThanOrEqual(2048);
            expect(pick.toPacket).toBeLessThanOrEqual(index.packets);
          }
        },
      ),
    );
  });
});
