import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinParts } from '../../../src/mp4/write/boxes/box-writer.ts';
import { editSample, sizeWithLongLengths } from '../../../src/mp4/write/edit-sample.ts';
import { nalUnits, type NalCodec } from '../../../src/mp4/read/nal.ts';

function framed(nals: Uint8Array[], lengthSize: number): Uint8Array {
  return joinParts(
    nals.map((nal) => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, nal.length);
      return [length.subarray(4 - lengthSize), nal];
    }),
  );
}

const nal = (first: number, ...rest: number[]) => Uint8Array.from([first, ...rest]);
const sets = framed([nal(0x67, 1), nal(0x68, 2)], 4);
const h264 = (lengthSize: number) => ({ codec: 'h264' as NalCodec, lengthSize });

function edited(...args: Parameters<typeof editSample>): Uint8Array {
  const parts = editSample(...args);
  if (!Array.isArray(parts)) throw new Error(parts.problem);
  return joinParts(parts);
}

describe('a picture on its way into the movie', () => {
  it.each([1, 2, 3, 4])('gets its parameter sets behind the delimiter (lengths of %i)', (lengthSize) => {
    const [aud, idr] = [nal(0x09, 0xf0), nal(0x65, 1, 2, 3)];
    const edit = { framing: h264(lengthSize), parameterSets: sets, patches: [] };
    expect(edited(framed([aud, idr], lengthSize), edit)).toEqual(
      joinParts([framed([aud], 4), sets, framed([idr], 4)]),
    );
    expect(edited(framed([idr], lengthSize), edit)).toEqual(joinParts([sets, framed([idr], 4)]));
  });

  it('keeps its NAL units whatever the size of their lengths, and is as long as was foretold', () => {
    const unit = fc.uint8Array({ minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 2, 3),
        (nals, lengthSize) => {
          const sample = framed(nals, lengthSize);
          const long = edited(sample, { framing: h264(lengthSize), parameterSets: undefined, patches: [] });
          expect(long).toEqual(framed(nals, 4));
          expect(sizeWithLongLengths(sample, h264(lengthSize))).toBe(long.length);
        },
      ),
    );
  });

  it('changes a NAL unit type and nothing else', () => {
    const cra = nal((21 << 1) | 1, 0x09, 7);
    const sample = framed([nal(35 << 1, 1, 0x50), cra, cra], 4);
    const edit = {
      framing: { codec: 'hevc' as const, lengthSize: 4 },
      parameterSets: undefined,
      patches: [{ from: 21, to: 18 }],
    };
    const bla = nal((18 << 1) | 1, 0x09, 7);
    expect(edited(sample, edit)).toEqual(framed([nal(35 << 1, 1, 0x50), bla, bla], 4));
    expect(nalUnits(sample, edit.framing).units.map(({ type }) => type)).toEqual([35, 21, 21]);
  });

  it('that is damaged is told, where its lengths have to be changed', () => {
    const edit = { framing: h264(2), parameterSets: sets, patches: [] };
    expect(editSample(nal(0, 9, 1), edit)).toHaveProperty('problem');
    expect(sizeWithLongLengths(nal(0, 9, 1), edit.framing)).toHaveProperty('problem');
  });

  it('of any bytes at all, never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(1, 2, 3, 4), (sample, lengthSize) => {
        const edit = { framing: h264(lengthSize), parameterSets: sets, patches: [{ from: 5, to: 1 }] };
        expect(editSample(sample, edit)).toBeTypeOf('object');
      }),
    );
  });
});
