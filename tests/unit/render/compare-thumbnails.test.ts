import { expect, test } from 'vitest';
import { THUMBNAIL } from '../../../src/ffmpeg/pictures/encode-span-args.ts';
import { areAlike, areRecognisable, areSame } from '../../../src/render/check/joins/compare-thumbnails.ts';

const { width, height, bytes } = THUMBNAIL;
const luma = width * height;

/** Calm footage: a grey wall in front of which one small thing moves, a sample a frame. */
function calm(frame: number): Buffer {
  const picture = Buffer.alloc(bytes, 128);
  picture.fill(90, 0, luma);
  picture[10 * width + frame] = 110;
  return picture;
}

const expected = Buffer.concat(Array.from({ length: 6 }, (_, i) => calm(i)));

/** What an encoder makes of it: a level more or less everywhere. */
const coded = (picture: Buffer) => picture.map((value, i) => value + ((i * 7) % 3) - 1);
const shown = (...frames: number[]) => Buffer.concat(frames.map((frame) => coded(calm(frame))));

test('what an encoder leaves of the pictures is like them', () => {
  expect(areAlike({ found: shown(0, 1, 2, 3, 4, 5), frame: 0, expected })).toBe(true);
  expect(areAlike({ found: shown(3, 4), frame: 3, expected })).toBe(true);
});

test('[R35] a picture shown twice in calm footage is found, and so are two in the wrong order', () => {
  expect(areAlike({ found: shown(2, 2), frame: 2, expected })).toBe(false);
  expect(areAlike({ found: shown(3, 3), frame: 2, expected })).toBe(false);
  expect(areAlike({ found: shown(3, 2), frame: 2, expected })).toBe(false);
});

test('damage of colour alone is found, all over and in one place', () => {
  const paler = shown(2).fill(134, luma);
  const spot = shown(2).fill(200, luma + 40, luma + 42);
  expect(areAlike({ found: shown(2), frame: 2, expected })).toBe(true);
  expect(areAlike({ found: paler, frame: 2, expected })).toBe(false);
  expect(areAlike({ found: spot, frame: 2, expected })).toBe(false);
});

test('[R21] copied pictures agree to the bit, or are others', () => {
  const other = shown(2);
  other[5] = (other[5] ?? 0) + 1;
  expect(areSame(shown(2), shown(2))).toBe(true);
  expect(areSame(other, shown(2))).toBe(false);
  expect(areSame(shown(2), undefined)).toBe(false);
});

test('too many, too few or parts of pictures are never alike', () => {
  expect(areAlike({ found: shown(4, 5, 5), frame: 4, expected })).toBe(false);
  expect(areAlike({ found: shown(0), frame: -1, expected })).toBe(false);
  expect(areAlike({ found: shown(0).subarray(1), frame: 0, expected })).toBe(false);
  expect(areRecognisable({ found: shown(5, 5), frame: 5, expected })).toBe(false);
});

test('what a decoder makes of garbage is not recognisable, what it leaves without deblocking is', () => {
  const rough = shown(2).map((value, i) => value + (i % 2 === 0 ? 5 : -5));
  const garbage = shown(2).map((_, i) => (i * 31) % 256);
  expect(areRecognisable({ found: Buffer.from(rough), frame: 2, expected })).toBe(true);
  expect(areRecognisable({ found: Buffer.from(garbage), frame: 2, expected })).toBe(false);
});
