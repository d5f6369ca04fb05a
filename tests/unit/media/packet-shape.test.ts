import { expect, it } from 'vitest';
import { isWellFormed } from '../../../src/media/reading/packet-shape.ts';

const h264 = { codec: 'h264', lengthSize: 4 } as const;
const nal = (...bytes: number[]) => Buffer.from([0, 0, 0, bytes.length, ...bytes]);

it('takes NAL units whose lengths tile the packet', () => {
  expect(isWellFormed(Buffer.concat([nal(9, 240), nal(0x65, 1, 2, 3)]), h264)).toBe(true);
});

it('takes zeros at the end of a NAL unit', () => {
  expect(isWellFormed(nal(0x65, 1, 0, 0, 0, 0), h264)).toBe(true);
});

it.each([
  ['a length that reaches past the end', Buffer.from([0, 0, 0, 9, 0x65, 1])],
  ['no picture', nal(9, 240)],
  ['a forbidden bit', nal(0xe5, 1, 2)],
  ['a hole of zeros', nal(0x65, 1, 0, 0, 0, 0, 7)],
  ['nothing but zeros', Buffer.alloc(40)],
])('rejects %s', (_, packet) => {
  expect(isWellFormed(packet, h264)).toBe(false);
});

it('takes OBUs whose lengths tile the packet, and rejects others', () => {
  expect(isWellFormed(Buffer.from([0x12, 0, 0x32, 2, 7, 7]), { codec: 'av1' })).toBe(true);
  expect(isWellFormed(Buffer.from([0x12, 0, 0x32, 3, 7, 7]), { codec: 'av1' })).toBe(false);
  expect(isWellFormed(Buffer.from([0x93, 0]), { codec: 'av1' })).toBe(false);
});

it('knows a VP9 frame by its marker', () => {
  expect(isWellFormed(Buffer.from([0x82, 1]), { codec: 'vp9' })).toBe(true);
  expect(isWellFormed(Buffer.from([0x42, 1]), { codec: 'vp9' })).toBe(false);
});
