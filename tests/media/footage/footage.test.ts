import { describe, expect, it } from 'vitest';
import { checkFootage } from '../oracle/check-footage.ts';
import { makeFootage } from './make-footage.ts';
import { footageMatrix } from './matrix.ts';

/** One of every kind; `footageMatrix` holds them all, for those who have the time. */
const KINDS = [
  'transport stream from 7 s on',
  'edit list hides half a second',
  'uneven times with a hole of 3 s',
  'time before zero',
  'turned by 90°',
  'mirrored',
  'anamorphic 4:3',
  'HEVC 10-bit',
  'picture 1 s late',
  'holes in the sound',
  'two tracks of sound',
];

describe('a film is what its truth says', () => {
  it.each(footageMatrix.filter(([name]) => KINDS.includes(name)))('%s', async (_, spec) => {
    expect(await checkFootage(await makeFootage(spec))).toEqual([]);
  });

  it('and none is forgotten', () => {
    const names = footageMatrix.map(([name]) => name);
    expect(KINDS.filter((kind) => !names.includes(kind))).toEqual([]);
  });
});
