import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitReader, BitWriter } from '../../../src/mp4/h264/bits.ts';
import { escape, plainHead } from '../../../src/mp4/read/emulation.ts';
import { parsePictureSet, parseSequence } from '../../../src/mp4/h264/parameter-sets.ts';
import { StreamRebase, type PictureRole } from '../../../src/mp4/h264/rebase-stream.ts';
import { readRecoveryPoint } from '../../../src/mp4/h264/recovery-point.ts';
import {
  commandsFor,
  initialLists,
  modify,
  type Reference,
} from '../../../src/mp4/h264/reference-pictures.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
/** Zeros and threes are what emulation prevention is about. */
const zeroish = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 4 }), fc.nat(255)), {
    maxLength: 120,
  })
  .map((list) => Uint8Array.from(list));

describe('bits', () => {
  it('come back as they were written', () => {
    const number = fc.record({ kind: fc.constantFrom('u', 'ue'), value: fc.nat(2 ** 30) });
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), (numbers) => {
        const writer = new BitWriter();
        for (const { kind, value } of numbers) {
          if (kind === 'u') writer.u(value, 31);
          else writer.ue(value);
        }
        const reader = new BitReader(writer.bytes());
        for (const { kind, value } of numbers) expect(kind === 'u' ? reader.u(31) : reader.ue()).toBe(value);
        expect(reader.position).toBe(writer.length);
      }),
    );
  });

  it('past the end read as zeros and end', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const reader = new BitReader(data, Math.max(0, data.length * 8 - 3));
        for (let i = 0; i < 40; i++) reader.se();
        expect(reader.isPastEnd).toBe(true);
      }),
    );
  });
});

describe('emulation prevention', () => {
  it('is put in so that no start code appears, and taken out again', () => {
    fc.assert(
      fc.property(zeroish, (plain) => {
        const escaped = escape(plain);
        const head = plainHead(escaped);
        expect(head.bytes).toEqual(plain);
        for (let i = 0; i + 2 < escaped.length; i++)
          expect(escaped[i] === 0 && escaped[i + 1] === 0 && (escaped[i + 2] ?? 9) < 3).toBe(false);
        // Up to a byte that is not 0, the place in the escaped bytes is the length of that part escaped alone.
        plain.forEach((byte, i) => {
          if (byte > 3) expect(head.escapedLength(i + 1)).toBe(escape(plain.subarray(0, i + 1)).length);
        });
      }),
    );
  });
});

describe('what is read of a stream', () => {
  it('is bounded, whatever its bytes are', () => {
    // The sets of a stream that x264 made with its defaults at 160 × 96.
    const sequence = parseSequence(
      Buffer.from('6764000aacd942866fcb8088000003000800000301907891325b', 'hex'),
    );
    const picture = parsePictureSet(Buffer.from('68ebe3cb22c0', 'hex'));
    expect(sequence).toMatchObject({ orderCountType: 0, isProgressive: true });
    expect(picture).toMatchObject({ isCabac: true, sliceGroups: 1 });
    const role = fc.constantFrom<PictureRole>('before', 'first', 'left-out', 'kept');
    fc.assert(
      fc.property(fc.array(fc.tuple(role, bytes), { maxLength: 12 }), (pictures) => {
        const rebase = new StreamRebase({
          sequences: sequence ? [sequence] : [],
          pictures: picture ? [picture] : [],
        });
        for (const [kind, head] of pictures) {
          const answer = rebase.next(kind, [{ head, length: head.length }]);
          if (typeof answer === 'string') expect(answer).not.toBe('');
          else expect(answer.length).toBeLessThanOrEqual(1);
        }
        readRecoveryPoint(pictures[0]?.[1] ?? new Uint8Array());
      }),
      { numRuns: 300 },
    );
  });

  it('tells a recovery point from other messages', () => {
    // User data of 3 bytes, then a recovery point: frame count 0, exact.
    expect(readRecoveryPoint(Uint8Array.from([6, 5, 3, 1, 2, 3, 6, 1, 0b1100_0100, 0x80]))).toEqual({
      frameCount: 0,
      isExact: true,
    });
    expect(readRecoveryPoint(Uint8Array.from([6, 5, 3, 1, 2, 3, 0x80]))).toBeUndefined();
  });
});

describe('lists of references', () => {
  const frame = (i: number): Reference => ({ frameNum: i, orderCount: 2 * ((i * 7) % 11), newFrameNum: i });

  it('are made of any frames that are held by the commands that are written for them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.option(fc.nat(5), { nil: undefined }), { minLength: 1, maxLength: 8 }),
        (count, picks) => {
          const held = Array.from({ length: count }, (_, i) => frame(i));
          const question = {
            held,
            frameNum: count,
            maxFrameNum: 16,
            numbering: ({ frameNum }: Reference) => frameNum,
          };
          const wanted = picks.map((pick) => (pick === undefined ? undefined : held[pick % count]));
          const [initial] = initialLists(question, 'P', 99);
          const commands = commandsFor(wanted, initial, question);
          if (typeof commands === 'string') throw new Error(commands);
          const from = Array.from(wanted, (_, at) => initial[at]);
          const made = modify(from, commands ?? [], question);
          wanted.forEach((want, i) => want && expect(made[i]).toBe(want));
        },
      ),
    );
  });
});
