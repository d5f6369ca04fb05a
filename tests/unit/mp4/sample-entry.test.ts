import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAvcConfig, parseHevcConfig, parameterSetPrefix } from '../../../src/mp4/read/codec-config.ts';
import { box, joinParts, u16, u32, u8 } from '../../../src/mp4/write/boxes/box-writer.ts';
import { nalUnits } from '../../../src/mp4/read/nal.ts';
import {
  codecConfigOf,
  entryBoxes,
  normaliseEntry,
  withColourTags,
  withHdrMetadata,
} from '../../../src/mp4/write/boxes/sample-entry.ts';
import { emptyAvcConfig, pictureEntry } from './arbitrary-movie.ts';

const bt709 = { primaries: 1, transfer: 1, matrix: 1, isFullRange: false };

function entryWith(type: string, ...boxes: Uint8Array[]): Uint8Array {
  const entry = joinParts([pictureEntry(type), boxes]);
  new DataView(entry.buffer).setUint32(0, entry.length);
  return entry;
}

function boxesOf(entry: Uint8Array): { type: string; bytes: Uint8Array }[] {
  const boxes = entryBoxes(entry);
  if (!Array.isArray(boxes)) throw new Error(boxes.problem);
  return boxes;
}

const typesOf = (entry: Uint8Array) => boxesOf(entry).map(({ type }) => type);

describe('a picture description', () => {
  it('gets colour tags in place of those it had', () => {
    const tagged = withColourTags(withColourTags(entryWith('avc1', emptyAvcConfig), bt709), {
      ...bt709,
      matrix: 9,
      isFullRange: true,
    });
    expect(typesOf(tagged)).toEqual(['pasp', 'avcC', 'colr']);
    expect(boxesOf(tagged).at(-1)?.bytes).toEqual(box('colr', u32(0x6e636c78), u16(1, 1, 9), u8(0x80)));
  });

  it('says of brightness what the track says, and nothing of Dolby Vision', () => {
    const entry = entryWith('hvc1', box('clli', u16(1, 1)), box('dvvC', u32(0)), box('mdcv', u32(0)));
    expect(typesOf(withHdrMetadata(entry, undefined))).toEqual(['pasp']);
    const tagged = withHdrMetadata(entry, { light: { maxContent: 1000, maxAverage: 400 } });
    expect(boxesOf(tagged).at(-1)?.bytes).toEqual(box('clli', u16(1000, 400)));
  });

  it('is the same for chunks that differ in bitrate alone', () => {
    const chunk = (bitrate: number) =>
      entryWith('avc1', emptyAvcConfig, box('btrt', u32(0, bitrate, bitrate)));
    expect(normaliseEntry(chunk(1000))).toEqual(normaliseEntry(chunk(2000)));
  });

  it('of QuickTime becomes one of MP4', () => {
    const nclc = box('colr', u32(0x6e636c63), u16(1, 1, 1));
    const entry = joinParts([entryWith('avc1', emptyAvcConfig, nclc, box('gama', u32(0))), u32(0)]);
    new DataView(entry.buffer).setUint32(0, entry.length);
    const plain = normaliseEntry(entry);
    expect(typesOf(plain)).toEqual(['pasp', 'avcC', 'colr']);
    expect(plain).toEqual(withColourTags(normaliseEntry(entryWith('avc1', emptyAvcConfig)), bt709));
  });

  it('says lengths of four bytes, whatever the source had', () => {
    const short = box('avcC', u8(1, 66, 0, 30, 0xfc | 1, 0xe0, 0));
    expect(codecConfigOf(entryWith('avc1', short))).toMatchObject({ nalLengthSize: 2 });
    expect(codecConfigOf(normaliseEntry(entryWith('avc1', short)))).toMatchObject({ nalLengthSize: 4 });
  });

  it('without a decoder configuration says so', () => {
    expect(codecConfigOf(entryWith('avc1'))).toMatchObject({
      problem: expect.stringContaining('no decoder') as string,
    });
    expect(codecConfigOf(entryWith('vp09'))).toBeUndefined();
  });
});

describe('a decoder configuration', () => {
  it('of any bytes at all, never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(parseAvcConfig(bytes)).toBeTypeOf('object');
        expect(parseHevcConfig(bytes)).toBeTypeOf('object');
      }),
    );
  });

  it('gives its parameter sets as NAL units that a sample can hold', () => {
    const set = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(set, { maxLength: 5 }), (sets) => {
        const prefix = parameterSetPrefix(sets);
        const { units, isComplete } = nalUnits(prefix, { codec: 'h264', lengthSize: 4 });
        expect(isComplete).toBe(true);
        expect(units.map(({ start, end }) => prefix.slice(start, end))).toEqual(sets);
      }),
    );
  });
});
