import { describe, expect, test } from 'vitest';
import { findExcess } from '../../../src/mp4/read/index-excess.ts';
import { box, fullBox, u32 } from '../../../src/mp4/write/boxes/box-writer.ts';

const track = (stbl: Uint8Array[], edts: Uint8Array[] = []) =>
  box('moov', box('trak', box('edts', edts), box('mdia', box('minf', box('stbl', stbl)))));
const stsd = (tail: Uint8Array) => fullBox('stsd', 0, u32(1), box('avc1', new Uint8Array(78)), tail);
const many = (type: string, count: number) => Array.from({ length: count }, () => box(type));

describe('an index is beyond what footage has', () => {
  test.each([
    ['edits', track([], [fullBox('elst', 0, u32(20_000), new Uint8Array(12 * 20_000))])],
    ['edits', track([], [fullBox('elst', 0, u32(1), new Uint8Array(20 * 20_000))])],
    ['bytes of sample descriptions', track([stsd(new Uint8Array(5 * 2 ** 20))])],
    ['sample descriptions', track([fullBox('stsd', 0, u32(100_000))])],
    ['samples in one track', track([stsd(new Uint8Array()), fullBox('stsz', 0, u32(1, 4_000_000_000))])],
    ['boxes side by side', box('moov', box('udta', many('free', 30_000)))],
    ['compressed', box('moov', box('cmov'))],
  ])('%s', (what, moov) => {
    expect(findExcess(moov)).toContain(what);
  });

  test('samples that a file of 87 KB cannot hold', () => {
    const moov = track([stsd(new Uint8Array()), fullBox('stsz', 0, u32(1, 11_999_999))]);
    expect(findExcess(moov, 87_000)).toContain('too small');
    expect(findExcess(moov, 12_000_000)).toBeUndefined();
  });

  test('and a plain one, or raw sound of a day, is not', () => {
    expect(
      findExcess(track([stsd(new Uint8Array()), fullBox('stsz', 0, u32(0, 5_184_000))])),
    ).toBeUndefined();
    const sound = fullBox('stsd', 0, u32(1), box('sowt', new Uint8Array(28)));
    expect(findExcess(track([sound, fullBox('stsz', 0, u32(4, 4_000_000_000))]))).toBeUndefined();
    expect(findExcess(new Uint8Array(100).fill(7))).toBeUndefined();
  });
});
