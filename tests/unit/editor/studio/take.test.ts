import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import { addAngle, compareFiles, setSync } from '../../../../src/editor/studio/model/angles.ts';
import { formatOf } from '../../../../src/editor/studio/model/camera-format.ts';
import { cutTo, moveEnd } from '../../../../src/editor/studio/model/cutting.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { firstDifference, programmeOf } from '../../../../src/edit/programme.ts';
import {
  coverageOf,
  fillShot,
  followTake,
  gapsOf,
  removeAngle,
} from '../../../../src/editor/studio/model/take.ts';
import { tileGap, tileLayout } from '../../../../src/editor/studio/stage/tile-layout.ts';
import { angle, edits, rendition } from './arbitrary-edit.ts';

const empty: Edit = { angles: [], shots: [], rendition, finish: plainFinish };
const lengths = new Map([
  ['cam-1.mp4', 10],
  ['cam-2.mp4', 20],
  ['cam-3.mp4', 5],
]);

function arriving(...order: readonly number[]): Edit {
  return order.reduce((edit, index) => {
    const seconds = lengths.get(`cam-${index + 1}.mp4`) ?? 0;
    return followTake(edit, addAngle(edit, angle(index), seconds), lengths);
  }, empty);
}

describe('the programme', () => {
  it('is as long as the take, and the same in whatever order the cameras arrive', () => {
    const whole = arriving(0, 1, 2);
    expect(programmeOf(whole.shots).total).toBe(600);
    expect(whole.shots.map(({ angleId }) => angleId)).toEqual(['cam-1', 'cam-2']);
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ])
      expect(arriving(...order)).toEqual(whole);
  });

  it('follows the cameras when they are synchronised, cut or not, until an end is trimmed', () => {
    const move = (edit: Edit) =>
      followTake(edit, setSync(edit, 'cam-2', { offsetSeconds: 4, driftPpm: 0, sync: 'sound' }), lengths);
    const uncut = move(arriving(0, 1));
    expect(uncut.shots.map(({ angleId, from, to }) => [angleId, from, to])).toEqual([
      ['cam-2', -120, 0],
      ['cam-1', 0, 300],
      ['cam-2', 300, 480],
    ]);
    const cut = move(cutTo(arriving(0, 1), 60, 'cam-2'));
    expect(cut.shots[0]).toMatchObject({ angleId: 'cam-2', from: -120 });
    expect(programmeOf(cut.shots).total).toBe(600);
    const take = { from: 0, to: 600 };
    const trimmed = move(moveEnd(arriving(0, 1), 'end', { to: 200, take }));
    expect(trimmed.shots.at(-1)?.to).toBe(200);
    expect(trimmed.shots[0]?.from).toBe(-120);
  });

  it('shows nothing that was not recorded, of any take', () => {
    fc.assert(
      fc.property(edits, ({ angles, rendition: wanted }) => {
        const known = new Map(angles.map(({ filePath }, index) => [filePath, 30 + index * 40]));
        const edit = angles.reduce<Edit>(
          (before, next) => followTake(before, addAngle(before, next, known.get(next.filePath) ?? 0), known),
          { angles: [], shots: [], rendition: wanted, finish: plainFinish },
        );
        const recorded = gapsOf(edit, known).reduce((sum, { from, to }) => sum + to - from, 0);
        const none = coverageOf(edit, { from: 0, to: programmeOf(edit.shots).total }, new Map());
        expect(recorded).toBeLessThan(programmeOf(edit.shots).total);
        expect(none.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('what a camera has not recorded', () => {
  const edit = cutTo(arriving(0, 1, 2), 90, 'cam-3');

  it('is found, whole or in part', () => {
    expect(gapsOf(edit, lengths).map(({ index, from, to, isWhole }) => [index, from, to, isWhole])).toEqual([
      [1, 150, 300, false],
    ]);
    const late = cutTo(edit, 400, 'cam-3');
    expect(gapsOf(late, lengths).map(({ from, to, isWhole }) => [from, to, isWhole])).toEqual([
      [150, 300, false],
      [400, 600, true],
    ]);
  });

  it('is filled from those who have', () => {
    const filled = fillShot(edit, 1, lengths);
    expect(gapsOf(filled, lengths)).toEqual([]);
    expect(programmeOf(filled.shots).total).toBe(600);
  });

  it('is not left behind by a camera that is removed', () => {
    expect(gapsOf(removeAngle(arriving(0, 1), 'cam-1', lengths), lengths)).toEqual([]);
  });
});

describe('all cameras together', () => {
  const camera = (width: number, fps: number, durationSeconds: number, isVariableFrameRate = false) => ({
    ...{ width, height: (width * 9) / 16, fps, durationSeconds, isVariableFrameRate },
  });

  it('say what the programme’s size and rate are: those of most of the footage', () => {
    const phone = camera(3840, 29.871, 900, true);
    expect(formatOf([phone, camera(1920, 25, 600), camera(1920, 25, 600)])).toMatchObject({
      width: 1920,
      fps: 25,
    });
    expect(formatOf([camera(1280, 30, 10), camera(1920, 25, 600)])).toMatchObject({ width: 1920, fps: 25 });
    expect(formatOf([phone])).toEqual({ width: 3840, height: 2160, fps: 30 });
    expect(formatOf([{ ...phone, width: 0 }])).toBeUndefined();
  });

  it('are ordered as people count', () => {
    const names = ['cam10.mp4', 'Cam2.mp4', 'a/cam1.mp4', 'guest.mov'];
    expect([...names].sort(compareFiles)).toEqual(['a/cam1.mp4', 'Cam2.mp4', 'cam10.mp4', 'guest.mov']);
  });

  it('fit beside the programme without overlapping', () => {
    const size = fc.integer({ min: 120, max: 3000 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 16 }), (width, height, count) => {
        const tile = tileLayout({ width, height, count });
        const rows = Math.ceil(count / tile.columns);
        const tall = rows * tile.width * (9 / 16) + (rows - 1) * tileGap;
        expect(tall <= height || tile.width === 132).toBe(true);
      }),
    );
  });
});

it('the first difference of two programmes is where the first changed frame is', () => {
  const before = arriving(0, 1);
  const after = cutTo(before, 77, 'cam-2');
  expect(firstDifference(programmeOf(before.shots), programmeOf(after.shots))).toBe(77);
  expect(firstDifference(programmeOf(before.shots), programmeOf(before.shots))).toBeUndefined();
});
