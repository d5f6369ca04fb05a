import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import { configOf } from '../../../../src/edit/config-of.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import {
  frameIn,
  largestFrame,
  movedFrame,
  setFrame,
  stretchedFrame,
  zoomedFrame,
  type Corner,
  type FramedPicture,
} from '../../../../src/editor/studio/episode/framing.ts';
import { placedIn, viewsOf, type Rect } from '../../../../src/editor/studio/episode/picture-at.ts';
import { angle, rendition } from './arbitrary-edit.ts';

const edit: Edit = {
  angles: [angle(0), angle(1)],
  shots: [{ angleId: 'cam-1', from: 0, to: 90, isSilent: false }],
  rendition,
  finish: { ...plainFinish, outputs: [{ id: 'vertical', name: 'Vertical', preset: 'shorts' }] },
};
const aspects = fc.constantFrom(16 / 9, 4 / 3, 9 / 16, 1, 21 / 9);
const framedPictures: fc.Arbitrary<FramedPicture> = fc.record({
  shape: fc.constantFrom('programme' as const, 'upright' as const),
  picture: aspects,
  target: aspects,
});
const share = fc.double({ min: -0.5, max: 1.5, noNaN: true });

/** Within the picture, and of the shape that is asked for. */
function expectFrame({ x, y, width, height }: Rect, { picture, target }: FramedPicture): void {
  for (const edge of [x, y, 1 - x - width, 1 - y - height]) expect(edge).toBeGreaterThan(-1e-9);
  expect((width * picture) / height).toBeCloseTo(target, 6);
}

describe('a frame', () => {
  it('stays within the picture and keeps its shape, whatever is done to it', () => {
    const corners = fc.constantFrom<Corner>('north-west', 'north-east', 'south-west', 'south-east');
    fc.assert(
      fc.property(framedPictures, fc.array(fc.tuple(corners, share, share, share)), (framed, moves) => {
        let frame = largestFrame(framed);
        for (const [corner, x, y, factor] of moves) {
          frame = stretchedFrame(frame, { corner, to: { x, y }, framed });
          expectFrame(frame, framed);
          frame = movedFrame(frame, { x: x - 0.5, y: y - 0.5 });
          frame = zoomedFrame(frame, factor + 1, framed);
          expectFrame(frame, framed);
        }
      }),
    );
  });

  it('is chosen for each shape apart, and is what an export is asked for', () => {
    const crop = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
    const upright = { x: 0.6, y: 0, width: 0.3164, height: 1 };
    const once = setFrame(edit, 'cam-1', { shape: 'programme', frame: crop });
    const both = setFrame(once, 'cam-1', { shape: 'upright', frame: upright });
    const config = configOf(both, { exportId: 'e', projectId: 'p', projectName: 'P' }, {
      tracks: [],
    } as never);
    expect(config?.angles?.[0]).toMatchObject({ id: 'cam-1', crop });
    expect(config?.angles?.[1]).not.toHaveProperty('crop');
    expect(config?.outputs[1]?.frames).toEqual({
      'cam-1': { fit: 'cover', crop: upright },
      'cam-2': { fit: 'cover' },
    });
    expect(viewsOf(both, 'cam-1', 'upright')[0]).toMatchObject({ fit: 'cover', crop: upright });
    const undone = setFrame(setFrame(both, 'cam-1', { shape: 'programme', frame: undefined }), 'cam-1', {
      shape: 'upright',
      frame: undefined,
    });
    expect(undone.finish.frames).toEqual([]);
  });

  it('of a project that only says a point is the part around it', () => {
    const pointed: Edit = {
      ...edit,
      finish: { ...edit.finish, frames: [{ angleId: 'cam-1', uprightFocus: [0.9, 0.5] }] },
    };
    const framed: FramedPicture = { shape: 'upright', picture: 16 / 9, target: 9 / 16 };
    const { x, width } = frameIn(pointed, 'cam-1', framed);
    expect(x + width).toBeCloseTo(1);
    // What is drawn of it is the same.
    const [view] = viewsOf(pointed, 'cam-1', 'upright');
    const place = { x: 0, y: 0, width: 90, height: 160 };
    const { from } = placedIn(view ?? expect.fail(), { width: 160, height: 90 }, place);
    expect(from.x / 160).toBeCloseTo(x);
    expect(from.width / 160).toBeCloseTo(width);
  });
});
