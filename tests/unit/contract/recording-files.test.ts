import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCurves } from '../../../src/contract/footage/join-curves.ts';
import {
  filesOfRecording,
  lengthOfRecording,
  placeInFiles,
  withFiles,
} from '../../../src/contract/footage/recording-files.ts';
import type { Angle } from '../../../src/contract/project-angle.ts';

const plain: Angle = {
  ...{ id: 'a', name: 'A', filePath: '1.mp4', offsetSeconds: 2, driftPpm: 0, sync: 'sound' },
};
const laid = (...names: readonly string[]) =>
  withFiles(
    plain,
    names.map((filePath) => ({ filePath, passesOnAt: 10 })),
  );

describe('a recording in several files', () => {
  it('has each instant in one of them, and counts on from one to the next', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lengths, fc.double({ min: -2, max: 40, noNaN: true }), (ms, seconds) => {
        const recording = withFiles(
          plain,
          ms.map((length, index) => ({ filePath: `${index}.mp4`, passesOnAt: length / 1000 })),
        );
        const files = filesOfRecording(recording);
        const { file, filePath, seconds: within } = placeInFiles(recording, seconds);
        expect(files[file]?.filePath).toBe(filePath);
        expect((files[file]?.startsAt ?? 0) + within).toBeCloseTo(seconds, 6);
        if (file > 0) expect(within).toBeGreaterThanOrEqual(0);
        if (file < files.length - 1) expect(within).toBeLessThan((ms[file] ?? 0) / 1000 + 1e-6);
      }),
    );
  });

  it('is as long as the last one says, and of unknown length until that is known', () => {
    expect(lengthOfRecording(laid('1.mp4', '2.mp4'), new Map([['1.mp4', 10]]))).toBeUndefined();
    expect(lengthOfRecording(laid('1.mp4', '2.mp4'), new Map([['2.mp4', 4]]))).toBe(14);
  });

  it('stays where it lies on the take, whatever is added, taken out or replaced', () => {
    expect(laid('1.mp4', '2.mp4')).toMatchObject({ offsetSeconds: 2, laterFiles: [{ startsAt: 10 }] });
    // What was second 0 is second 10 now.
    expect(laid('0.mp4', '1.mp4')).toMatchObject({ filePath: '0.mp4', offsetSeconds: 12 });
    const two = laid('1.mp4', '2.mp4');
    const rest = withFiles(two, [{ filePath: '2.mp4', passesOnAt: 10 }]);
    expect(rest).toEqual({ ...plain, filePath: '2.mp4', offsetSeconds: -8 });
    expect(withFiles(plain, [{ filePath: 'other.mp4', passesOnAt: 3 }])).toMatchObject({ offsetSeconds: 2 });
  });

  it('has one curve, in which the next file counts where two overlap and nothing stands where a file has none', () => {
    const curves = new Map([
      ['1.mp4', Uint8Array.from({ length: 105 }, () => 1)],
      ['3.mp4', Uint8Array.from({ length: 5 }, () => 3)],
    ]);
    const curveOf = (filePath: string) => {
      const values = curves.get(filePath);
      return values && { values, perSecond: 10 };
    };
    const joined = joinCurves(laid('1.mp4', '2.mp4', '3.mp4'), curveOf, 9);
    expect(joined?.values).toHaveLength(205);
    expect([99, 104, 105, 199, 200].map((at) => joined?.values[at])).toEqual([1, 1, 9, 9, 3]);
    expect(joinCurves(laid('2.mp4', '4.mp4'), curveOf, 9)).toBeUndefined();
  });
});
