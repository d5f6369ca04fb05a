import { expect, it } from 'vitest';
import { isTooOld } from '../../../src/ffmpeg/build/ffmpeg-version.ts';

it.each(['4.4.2-0ubuntu0.22.04.1', '4.4', 'n4.4.1', '5.0.1', '3.4.11-0ubuntu0.1', '2.8', '5.0'])(
  '%s is too old',
  (version) => {
    expect(isTooOld(version)).toBe(true);
  },
);

it.each([
  '5.1.9-0+deb12u1',
  '5.1',
  'n5.1.4',
  '6.0',
  '7.1.5-0+deb13u1',
  'n7.1',
  '10.0',
  '8',
  'N-109542-gd5544f6457',
  '2023-11-22-git-0008e1c5d5-full_build-www.gyan.dev',
  'git-2020-01-01-abc',
  'unknown',
])('%s is new enough, or does not say', (version) => {
  expect(isTooOld(version)).toBe(false);
});
