import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programmeOf } from '../../../../src/edit/programme.ts';
import { hitAt } from '../../../../src/editor/studio/timeline/hit.ts';
import { layoutFor, rulerStep } from '../../../../src/editor/studio/timeline/layout.ts';
import { loudest } from '../../../../src/editor/studio/timeline/paint-sound.ts';
import {
  fitted,
  frameAtX,
  resized,
  revealing,
  scrolled,
  xOf,
  zoomed,
} from '../../../../src/editor/studio/timeline/viewport.ts';

const total = fc.integer({ min: 1, max: 500_000 });
const width = fc.integer({ min: 200, max: 4000 });

describe('the window on the programme', () => {
  it('zooms around the pointer as long as that is possible', () => {
    fc.assert(
      fc.property(total, width, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (frames, wide, share) => {
        const x = wide * share;
        const near = zoomed(fitted(wide, frames), frames, { factor: 8, x });
        const nearer = zoomed(near, frames, { factor: 1.3, x });
        expect(Math.abs(frameAtX(nearer, x) - frameAtX(near, x))).toBeLessThan(1e-3 * frames + 1e-6);
      }),
    );
  });

  it('never shows less than everything fitted, nor what lies before the beginning', () => {
    const step = fc.tuple(fc.constantFrom('zoom', 'scroll'), fc.double({ min: -5, max: 5, noNaN: true }));
    fc.assert(
      fc.property(total, width, fc.array(step), (frames, wide, steps) => {
        const least = fitted(wide, frames).scale;
        const end = steps.reduce(
          (view, [kind, by]) =>
            kind === 'zoom'
              ? zoomed(view, frames, { factor: Math.exp(by), x: wide / 2 })
              : scrolled(view, frames, by * 500),
          fitted(wide, frames),
        );
        expect(end.left).toBeGreaterThanOrEqual(0);
        expect(end.scale).toBeGreaterThanOrEqual(least * 0.999);
        expect(xOf(end, frames)).toBeGreaterThan(0);
      }),
    );
  });

  it('turns the page to a frame it does not show', () => {
    const view = zoomed(fitted(1000, 10_000), 10_000, { factor: 20, x: 0 });
    const turned = revealing(view, 10_000, 5000);
    expect(xOf(turned, 5000)).toBeGreaterThan(0);
    expect(xOf(turned, 5000)).toBeLessThan(1000);
    expect(revealing(turned, 10_000, 5010)).toBe(turned);
  });

  it('goes on showing everything when the window changes, if it did', () => {
    expect(resized(fitted(1000, 500), 500, 700)).toEqual(fitted(700, 500));
  });
});

describe('what lies under the pointer', () => {
  const programme = programmeOf([
    { angleId: 'a', from: 0, to: 100, isSilent: false },
    { angleId: 'b', from: 100, to: 200, isSilent: false },
  ]);
  const layout = layoutFor(2);
  const view = { left: 0, scale: 2, width: 500 };
  const at = (x: number, y: number) => hitAt({ programme, layout, view }, { x, y });

  it('is the ruler, a cut, an end, a shot, a line of an angle, or nothing', () => {
    expect(at(100, 5)).toEqual({ kind: 'ruler' });
    expect(at(204, 60)).toEqual({ kind: 'cut', index: 1 });
    expect(at(2, 60)).toEqual({ kind: 'end', end: 'start' });
    expect(at(398, 110)).toEqual({ kind: 'end', end: 'end' });
    expect(at(300, 60)).toEqual({ kind: 'shot', index: 1 });
    expect(at(300, (layout.lanes[1]?.top ?? 0) + 2)).toEqual({ kind: 'lane', angleIndex: 1, index: 1 });
    expect(at(450, 60)).toEqual({ kind: 'nothing' });
  });

  it('lines of many angles share the room', () => {
    expect(layoutFor(64).height).toBeLessThan(260);
  });
});

describe('drawing', () => {
  it('labels of the ruler never touch', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 2000, noNaN: true }), (pixelsPerSecond) => {
        const step = rulerStep(pixelsPerSecond);
        expect(step * pixelsPerSecond >= 84 || step === 86_400).toBe(true);
      }),
    );
  });

  it('a column is as loud as its loudest bucket, and at least one bucket is looked at', () => {
    const values = Uint8Array.from([1, 9, 3, 200, 5]);
    expect(loudest(values, 0, 3)).toBe(9);
    expect(loudest(values, 3.2, 0.1)).toBe(200);
    expect(loudest(values, -4, 2)).toBe(0);
    expect(loudest(values, 4, 100)).toBe(5);
  });
});
