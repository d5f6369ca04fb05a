import { describe, expect, test } from 'vitest';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import { bestOf } from '../../../../src/edit/heard-sound.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { angle, rendition } from './arbitrary-edit.ts';

/** The second camera was switched on so many seconds after the take began. */
function takeOf({ late, seconds }: { late: number; seconds: number }): Edit {
  return {
    angles: [angle(0), angle(1, { offsetSeconds: -late })],
    shots: [{ angleId: 'cam-1', from: 0, to: 30 * seconds, isSilent: false }],
    rendition,
    finish: plainFinish,
  };
}

const filesOf = (seconds: number) =>
  new Map([
    ['cam-1.mp4', { clarity: 12, seconds }],
    ['cam-2.mp4', { clarity: 30, seconds }],
  ]);

describe('the one sound under all cameras', () => {
  test('is the one that is heard best', () => {
    expect(bestOf(takeOf({ late: 0, seconds: 60 }), filesOf(60))).toMatchObject([{ id: 'cam-2' }]);
    expect(bestOf(takeOf({ late: 3, seconds: 600 }), filesOf(600))).toMatchObject([{ id: 'cam-2' }]);
  });

  test('but not one that leaves much of the programme silent', () => {
    expect(bestOf(takeOf({ late: 1, seconds: 14 }), filesOf(14))).toMatchObject([{ id: 'cam-1' }]);
  });

  test('is that of the reference while nothing has been heard', () => {
    expect(bestOf(takeOf({ late: 0, seconds: 60 }), new Map())).toMatchObject([{ id: 'cam-1' }]);
  });
});
