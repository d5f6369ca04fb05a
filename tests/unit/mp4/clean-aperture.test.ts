import { expect, it } from 'vitest';
import { cleanAperture } from '../../../src/mp4/read/clean-aperture.ts';
import { boxOf, words } from '../../media/footage/rewrite-boxes.ts';

const size = { width: 1920, height: 1088 };
const entryOf = (...numbers: readonly number[]): Uint8Array =>
  boxOf('avc1', Buffer.alloc(78), boxOf('clap', words(...numbers)));

it('is what the box says, from the middle', () => {
  expect(cleanAperture([entryOf(1920, 1, 1080, 1, 0, 1, -4, 1)], size)).toEqual({
    ...{ x: 0, y: 0, width: 1920, height: 1080 },
  });
  expect(cleanAperture([entryOf(3600, 2, 1000, 1, 10, 1, 0, 1)], size)).toEqual({
    ...{ x: 70, y: 44, width: 1800, height: 1000 },
  });
});

it.each([
  ['all of the picture', [1920, 1, 1088, 1, 0, 1, 0, 1]],
  ['more than the picture', [1930, 1, 1088, 1, 0, 1, 0, 1]],
  ['a part that sticks out', [1900, 1, 1080, 1, 100, 1, 0, 1]],
  ['nothing', [0, 1, 0, 1, 0, 1, 0, 1]],
  ['fractions of nothing', [1920, 0, 1080, 0, 0, 0, 0, 0]],
  ['less than a whole box', [1920, 1]],
])('does not count where it is %s', (_, numbers) => {
  expect(cleanAperture([entryOf(...numbers)], size)).toBeUndefined();
});

it('does not count where the track changes it', () => {
  const [one, other] = [entryOf(1920, 1, 1080, 1, 0, 1, 0, 1), entryOf(1900, 1, 1080, 1, 0, 1, 0, 1)];
  expect(cleanAperture([one, one], size)).toBeDefined();
  expect(cleanAperture([one, other], size)).toBeUndefined();
});
