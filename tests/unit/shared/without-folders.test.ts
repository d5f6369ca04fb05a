import { expect, test } from 'vitest';
import { withoutFolders } from '../../../src/shared/without-folders.ts';

test.each([
  ['/data/media/sources/a.mp4: Invalid data', 'a.mp4: Invalid data'],
  ['file:/data/media/sources/a.mp4', 'file:a.mp4'],
  ["[in] Error opening '/srv/x/y.mp4': Permission denied", "[in] Error opening 'y.mp4': Permission denied"],
  ['movie=/srv/x/y.mp4,scale=1', 'movie=y.mp4,scale=1'],
  ['/usr/bin/ffmpeg', 'ffmpeg'],
  ['expr (n)/(2)/3 and/or/not 30000/1001', 'expr (n)/(2)/3 and/or/not 30000/1001'],
  ['see https://ffmpeg.org/doc/x.html', 'see https://ffmpeg.org/doc/x.html'],
  ['24/1 [0:v] /', '24/1 [0:v] /'],
])('%j is told as %j', (text, told) => {
  expect(withoutFolders(text)).toBe(told);
});

test('folders with spaces and signs are known from the command line', () => {
  const path = "/mnt/My Footage (2024), Bob's/day 1/a b.mp4";
  expect(withoutFolders(`${path}: No such file; ${path}.tmp`, [path])).toBe(
    'a b.mp4: No such file; a b.mp4.tmp',
  );
});
