import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addAngle,
  moveAngle,
  nudgeAngle,
  recordedRange,
  renameAngle,
  setRendition,
  setSync,
  takeRangeOf,
} from '../../../../src/editor/studio/model/angles.ts';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import { removeAngle } from '../../../../src/editor/studio/model/take.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { gridOf } from '../../../../src/edit/grid.ts';
import { sourceSecondsOf } from '../../../../src/edit/source-time.ts';
import { placedBySound } from '../../../../src/editor/studio/model/sync.ts';
import { angle, edits, rendition } from './arbitrary-edit.ts';

const empty: Edit = { angles: [], shots: [], rendition, finish: plainFinish };

describe('adding angles', () => {
  it('the first one becomes the programme, the others wait to be cut to', () => {
    const first = addAngle(empty, angle(0), 10.02);
    expect(first.shots).toEqual([{ angleId: 'cam-1', from: 0, to: 300, isSilent: false }]);
    const second = addAngle(first, angle(1), 99);
    expect(second.shots).toBe(first.shots);
    expect(second.angles.map(({ id }) => id)).toEqual(['cam-1', 'cam-2']);
  });
});

describe('removing an angle', () => {
  it('leaves a programme of the same length that shows the others', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const left = removeAngle(edit, 'cam-2');
        const frames = (e: Edit) => e.shots.reduce((sum, { from, to }) => sum + to - from, 0);
        expect(frames(left)).toBe(frames(edit));
        expect(left.shots.some(({ angleId }) => angleId === 'cam-2')).toBe(false);
      }),
    );
  });

  it('the last one leaves nothing', () => {
    const only = addAngle(empty, angle(0), 10);
    expect(removeAngle(only, 'cam-1')).toEqual(empty);
    expect(removeAngle(only, 'cam-7')).toBe(only);
  });
});

describe('synchronising', () => {
  it('an angle that was nudged shows pictures so many frames later', () => {
    const edit = addAngle(empty, angle(0), 10);
    const [nudged] = nudgeAngle(edit, 'cam-1', 3).angles;
    expect(nudged).toMatchObject({ offsetSeconds: 0.1, sync: 'hand' });
    expect(nudgeAngle(nudgeAngle(edit, 'cam-1', 3), 'cam-1', -3).angles[0]?.offsetSeconds).toBe(0);
  });

  it('puts a camera where its sound was found, also against a reference that was moved', () => {
    const exact = { min: -300, max: 300, noNaN: true } as const;
    const drift = { min: -200, max: 200, noNaN: true } as const;
    fc.assert(
      fc.property(
        fc.tuple(fc.double(exact), fc.double(drift), fc.double(exact), fc.double(drift)),
        fc.nat(100_000),
        ([offset, ppm, foundOffset, foundPpm], frame) => {
          const grid = gridOf(30);
          const reference = angle(0, { offsetSeconds: offset, driftPpm: ppm });
          const found = { offsetSeconds: foundOffset, driftPpm: foundPpm, confidence: 1 };
          const camera = angle(1, placedBySound(reference, found));
          const heard = foundOffset + sourceSecondsOf(reference, frame, grid) * (1 + foundPpm / 1e6);
          expect(Math.abs(sourceSecondsOf(camera, frame, grid) - heard)).toBeLessThan(5e-6);
        },
      ),
    );
  });

  it('is kept with how it was found', () => {
    const edit = addAngle(empty, angle(0), 10);
    const placed = setSync(edit, 'cam-1', { offsetSeconds: -2, driftPpm: 40, sync: 'sound' });
    expect(placed.angles[0]).toMatchObject({ offsetSeconds: -2, driftPpm: 40, sync: 'sound' });
  });
});

describe('what a camera has recorded', () => {
  it('begins where its file begins and ends where it ends', () => {
    const grid = gridOf(25);
    expect(recordedRange(angle(0, { offsetSeconds: -2 }), 10, grid)).toEqual({ from: 50, to: 300 });
    expect(recordedRange(angle(0, { offsetSeconds: 4 }), 10, grid)).toEqual({ from: -100, to: 150 });
  });

  it('together they make the take', () => {
    const edit: Edit = { ...empty, angles: [angle(0), angle(1, { offsetSeconds: -5 })] };
    const durations = new Map([
      ['cam-1.mp4', 10],
      ['cam-2.mp4', 10],
    ]);
    expect(takeRangeOf(edit, durations)).toEqual({ from: 0, to: 450 });
    expect(
      takeRangeOf({ ...edit, shots: [{ angleId: 'cam-1', from: 3, to: 9, isSilent: false }] }, new Map()),
    ).toEqual({ from: 3, to: 9 });
  });
});

describe('another frame rate', () => {
  it('moves cuts by half a frame at most and keeps contiguous cuts contiguous', () => {
    const shots = [
      { angleId: 'cam-1', from: 0, to: 101, isSilent: false },
      { angleId: 'cam-2', from: 101, to: 200, isSilent: false },
    ];
    const at25 = setRendition({ ...empty, angles: [angle(0), angle(1)], shots }, { fps: 25 });
    expect(at25.shots.map(({ from, to }) => [from, to])).toEqual([
      [0, 84],
      [84, 167],
    ]);
  });

  it('nothing else moves when only the size changes', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        expect(setRendition(edit, { width: 640, height: 360 }).shots).toBe(edit.shots);
      }),
    );
  });
});

describe('the order of angles', () => {
  it('can be changed, and names too', () => {
    const edit: Edit = { ...empty, angles: [angle(0), angle(1), angle(2)] };
    expect(moveAngle(edit, 'cam-3', 0).angles.map(({ id }) => id)).toEqual(['cam-3', 'cam-1', 'cam-2']);
    expect(moveAngle(edit, 'cam-3', 3)).toBe(edit);
    expect(renameAngle(edit, 'cam-1', 'Host').angles[0]?.name).toBe('Host');
  });
});
