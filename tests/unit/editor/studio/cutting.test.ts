import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutTo,
  moveCut,
  moveEnd,
  removeCut,
  removeRange,
  setShotAngle,
  setShotSilent,
} from '../../../../src/editor/studio/model/cutting.ts';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import type { Shot } from '../../../../src/edit/shot.ts';
import { tidied, type Edit } from '../../../../src/edit/edit.ts';
import { nextCut, placeAt, programmeOf, snapped, takeFrameAt } from '../../../../src/edit/programme.ts';
import { angle, edits, rendition } from './arbitrary-edit.ts';

const everything = { from: -1e9, to: 1e9 };
const total = (edit: Edit) => programmeOf(edit.shots).total;
const shot = (camera: number, from: number, to: number): Shot => ({
  angleId: `cam-${camera}`,
  from,
  to,
  isSilent: false,
});
const editWith = (...shots: Shot[]): Edit => ({
  angles: [angle(0), angle(1), angle(2)],
  shots,
  rendition,
  finish: plainFinish,
});

/** What every programme frame shows. */
function shown(edit: Edit): string[] {
  return edit.shots.flatMap(({ angleId, from, to, isSilent }) =>
    Array.from({ length: to - from }, (_, i) => `${angleId} ${from + i} ${isSilent}`),
  );
}

function expectWhole(edit: Edit): void {
  expect(
    edit.shots.every(({ from, to }) => Number.isInteger(from) && Number.isInteger(to) && to > from),
  ).toBe(true);
  expect(tidied(edit.shots)).toEqual(edit.shots);
}

describe('whatever is done to a programme', () => {
  const step = fc.record({
    kind: fc.constantFrom('cut', 'angle', 'silent', 'move', 'remove', 'range', 'start', 'end'),
    a: fc.double({ min: 0, max: 1, noNaN: true }),
    b: fc.double({ min: 0, max: 1, noNaN: true }),
    camera: fc.integer({ min: 1, max: 3 }),
  });
  const take = { from: 0, to: 110_000 };
  const apply = (
    edit: Edit,
    { kind, a, b, camera }: typeof step extends fc.Arbitrary<infer S> ? S : never,
  ) => {
    const frames = total(edit);
    const frame = Math.floor(a * frames);
    const index = Math.floor(a * edit.shots.length);
    switch (kind) {
      case 'cut':
        return cutTo(edit, frame, `cam-${camera}`);
      case 'angle':
        return setShotAngle(edit, index, `cam-${camera}`);
      case 'silent':
        return setShotSilent(edit, index, b < 0.5);
      case 'move':
        return moveCut(edit, index, { to: Math.floor(b * frames), take });
      case 'remove':
        return removeCut(edit, index);
      case 'range':
        return removeRange(edit, frame, frame + Math.floor(b * 20));
      case 'start':
        return moveEnd(edit, 'start', { to: Math.floor((b - 0.5) * 100), take });
      default:
        return moveEnd(edit, 'end', { to: frames + Math.floor((b - 0.5) * 100), take });
    }
  };

  it('shots stay on whole frames, none is empty and none could be part of its neighbour', () => {
    fc.assert(
      fc.property(edits, fc.array(step, { maxLength: 20 }), (edit, steps) => {
        let now = edit;
        for (const one of steps) {
          now = apply(now, one);
          expectWhole(now);
        }
      }),
    );
  });

  it('no shot is pushed beyond the take', () => {
    fc.assert(
      fc.property(edits, fc.array(step, { maxLength: 20 }), (edit, steps) => {
        const end = steps.reduce(apply, edit);
        expect(end.shots.every(({ from, to }) => from >= take.from && to <= take.to)).toBe(true);
      }),
    );
  });
});

describe('cutting', () => {
  it('shows the other angle from the frame on until the next cut, and changes nothing else', () => {
    fc.assert(
      fc.property(edits, fc.double({ min: 0, max: 0.999, noNaN: true }), (edit, at) => {
        const frame = Math.floor(at * total(edit));
        const place = placeAt(programmeOf(edit.shots), frame);
        const until = (place?.start ?? 0) + (place ? place.shot.to - place.shot.from : 0);
        const after = shown(cutTo(edit, frame, 'cam-2'));
        const expected = shown(edit).map((name, k) =>
          k >= frame && k < until ? name.replace(/^cam-\d/, 'cam-2') : name,
        );
        expect(after).toEqual(expected);
      }),
    );
  });

  it('of three keys while it plays makes three shots', () => {
    const start = editWith(shot(1, 0, 300));
    const cut = cutTo(cutTo(start, 100, 'cam-2'), 200, 'cam-3');
    expect(cut.shots).toEqual([shot(1, 0, 100), shot(2, 100, 200), shot(3, 200, 300)]);
  });

  it('to the angle that is shown already changes nothing, not even the object', () => {
    const start = editWith(shot(1, 0, 300));
    expect(cutTo(start, 100, 'cam-1')).toBe(start);
    expect(cutTo(start, 300, 'cam-2')).toBe(start);
    expect(cutTo(start, -1, 'cam-2')).toBe(start);
  });
});

describe('a cut that is moved', () => {
  it('leaves the length and all other cuts as they are', () => {
    fc.assert(
      fc.property(edits, fc.nat(30), fc.integer({ min: -400, max: 400 }), (edit, pick, by) => {
        const index = 1 + (pick % Math.max(1, edit.shots.length - 1));
        const at = programmeOf(edit.shots).starts[index] ?? 0;
        const moved = moveCut(edit, index, { to: at + by, take: everything });
        expect(total(moved)).toBe(total(edit));
        expect(moved.shots.length).toBeLessThanOrEqual(edit.shots.length);
        expect(moved.shots.slice(0, index - 1)).toEqual(edit.shots.slice(0, index - 1));
      }),
    );
  });

  it('stops a frame before its neighbours', () => {
    const start = editWith(shot(1, 0, 10), shot(2, 10, 20), shot(3, 20, 30));
    expect(moveCut(start, 1, { to: 99, take: everything }).shots[1]).toEqual(shot(2, 19, 20));
    expect(moveCut(start, 1, { to: -99, take: everything }).shots[0]).toEqual(shot(1, 0, 1));
  });
});

describe('a cut that is removed', () => {
  it('lets the angle before it go on', () => {
    const start = editWith(shot(1, 0, 10), shot(2, 10, 20), shot(3, 20, 30));
    expect(removeCut(start, 1).shots).toEqual([shot(1, 0, 20), shot(3, 20, 30)]);
  });

  it('brings back what was cut out there', () => {
    const start = editWith(shot(1, 0, 100));
    expect(removeCut(removeRange(start, 40, 60), 1).shots).toEqual(start.shots);
  });
});

describe('a range that is removed', () => {
  it('is gone, and all around it closes up', () => {
    fc.assert(
      fc.property(edits, fc.nat(3000), fc.nat(500), (edit, from, length) => {
        const before = shown(edit);
        const after = shown(removeRange(edit, from, from + length));
        expect(after).toEqual([...before.slice(0, from), ...before.slice(from + length)]);
      }),
    );
  });
});

describe('the ends', () => {
  it('come back as far as they were trimmed', () => {
    const start = editWith(shot(1, 0, 50), shot(2, 50, 100));
    const take = { from: 0, to: 100 };
    const trimmed = moveEnd(moveEnd(start, 'start', { to: 20, take }), 'end', { to: 60, take });
    expect(trimmed.shots).toEqual([shot(1, 20, 50), shot(2, 50, 80)]);
    const back = moveEnd(moveEnd(trimmed, 'end', { to: 999, take }), 'start', { to: -999, take });
    expect(back.shots).toEqual(start.shots);
  });

  it('leave at least a frame', () => {
    const start = editWith(shot(1, 0, 50));
    expect(total(moveEnd(start, 'start', { to: 999, take: everything }))).toBe(1);
    expect(total(moveEnd(start, 'end', { to: -5, take: everything }))).toBe(1);
  });
});

describe('places in a programme', () => {
  it('are found for every frame', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const programme = programmeOf(edit.shots);
        const names = shown(edit);
        for (let frame = 0; frame < names.length; frame += 97) {
          const place = placeAt(programme, frame);
          expect(`${place?.shot.angleId} ${takeFrameAt(programme, frame)} ${place?.shot.isSilent}`).toBe(
            names[frame],
          );
        }
      }),
    );
  });

  it('the next cut is another one, and the ends are the last', () => {
    const programme = programmeOf([shot(1, 0, 10), shot(2, 10, 30)]);
    expect(nextCut(programme, 0, 1)).toBe(10);
    expect(nextCut(programme, 10, 1)).toBe(30);
    expect(nextCut(programme, 30, 1)).toBe(30);
    expect(nextCut(programme, 30, -1)).toBe(10);
    expect(nextCut(programme, 5, -1)).toBe(0);
  });

  it('snap to the nearest candidate within reach', () => {
    expect(snapped(103, [90, 100, 105], 4)).toBe(105);
    expect(snapped(103, [90, 110], 4)).toBe(103);
    expect(snapped(100, [100, 101], 4)).toBe(100);
  });
});
