import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aacConfigOf, aacSampleEntry } from '../../../src/mp4/aac/aac-entry.ts';
import { AdtsReader } from '../../../src/mp4/aac/adts.ts';
import { parseAdts } from '../../media/footage/parse-adts.ts';
import { joinParts } from '../../../src/mp4/write/boxes/box-writer.ts';

/** An ADTS packet of AAC-LC at 48 kHz in stereo. */
function packet(payload: number): Uint8Array {
  const length = payload + 7;
  const header = [
    0xff,
    0xf1,
    0x4c,
    0x80 | (length >> 11),
    (length >> 3) & 255,
    ((length & 7) << 5) | 31,
    0xfc,
  ];
  return joinParts([Uint8Array.from(header), new Uint8Array(payload).fill(0xff)]);
}

const sizes = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 30 });

describe('an ADTS stream', () => {
  it('gives its packets without their headers', () => {
    fc.assert(
      fc.property(sizes, (lengths) => {
        const stream = parseAdts(joinParts(lengths.map(packet)));
        if ('problem' in stream) throw new Error(stream.problem);
        expect([...stream.size]).toEqual(lengths);
        expect(stream.offset[0]).toBe(7);
        expect(stream).toMatchObject({
          sampleRate: 48000,
          channels: 2,
          config: Uint8Array.from([0x11, 0x90]),
        });
      }),
    );
  });

  it('may arrive in parts of any size', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 16, max: 700 }), (lengths, step) => {
        const bytes = joinParts(lengths.map(packet));
        const reader = new AdtsReader();
        while (reader.position < bytes.length) {
          const from = reader.position;
          expect(reader.read(bytes.subarray(from, from + step), from)).toBeUndefined();
        }
        expect(reader.finish(bytes.length)).toEqual(parseAdts(bytes));
      }),
    );
  });

  it('that is cut short, or is something else, says so', () => {
    const bytes = joinParts([packet(100), packet(100)]);
    expect(parseAdts(bytes.subarray(0, 150))).toHaveProperty('problem');
    expect(parseAdts(joinParts([packet(10), new Uint8Array(20)]))).toHaveProperty('problem');
    expect(parseAdts(new Uint8Array(0))).toHaveProperty('problem');
    fc.assert(
      fc.property(fc.uint8Array(), (any) => {
        expect(parseAdts(any)).toBeTypeOf('object');
      }),
    );
  });
});

describe('the description of AAC', () => {
  it('gives back the configuration it was made with', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 300 }), (config) => {
        expect(aacConfigOf(aacSampleEntry({ config, sampleRate: 48000, channels: 2 }))).toEqual(config);
      }),
    );
  });

  it('of any bytes at all, never throws', () => {
    const entry = aacSampleEntry({ config: Uint8Array.from([0x11, 0x90]), sampleRate: 48000, channels: 2 });
    fc.assert(
      fc.property(fc.nat(entry.length - 1), fc.nat(255), (at, to) => {
        const bytes = entry.slice();
        bytes[at] = to;
        aacConfigOf(bytes);
      }),
    );
  });
});
