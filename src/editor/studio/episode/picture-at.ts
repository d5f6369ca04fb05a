import type { Angle } from '../../../contract/project-angle.ts';
import type { Edit } from '../../../edit/edit.ts';
import { layoutOf } from '../../../edit/source-time.ts';
import { frameChoiceOf, uprightLook } from '../../../edit/outputs-for.ts';
import { placeAt, type ShotPlace } from '../../../edit/programme.ts';
import { passingAt, type Laid, type CutPassing } from './passing-at.ts';

/** A rectangle in shares of what it lies in. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One angle's picture in its place in the frame. */
export interface SeenAngle {
  readonly angle: Angle;
  readonly place: Rect;
  readonly fit: 'contain' | 'cover';
  /** What of it is used at all. */
  readonly crop: Rect;
  /** With `cover`: the point that stays in the middle as far as it can, in shares of what is used. */
  readonly focus?: readonly [number, number] | undefined;
  /** Seen in a dissolve over a jump in the take: the camera's own element may be at the other side of the cut. */
  readonly side?: Side | undefined;
}

/** The shape of what is looked at: the programme's own, or that of an upright clip. */
export type FrameShape = 'programme' | 'upright';

/** Of a cut: what goes, or what comes. */
export type Side = 'going' | 'coming';

/** Everything that is seen of the recordings at an instant: layers from the lowest up, and what lies over them. */
export interface SeenPicture {
  readonly layers: readonly { readonly views: readonly SeenAngle[]; readonly opacity: number }[];
  readonly veil: { readonly colour: '#000' | '#fff'; readonly opacity: number } | undefined;
}

const whole: Rect = { x: 0, y: 0, width: 1, height: 1 };
const centre = [0.5, 0.5] as const;

/** What a shot shows: its angle, or the angles of its layout. */
export function viewsOf(edit: Edit, angleId: string, shape: FrameShape): readonly SeenAngle[] {
  const layout = layoutOf(edit, angleId);
  const tiles = layout?.tiles ?? [{ angleId, ...whole, fit: 'contain' as const }];
  return tiles.flatMap(({ angleId: id, fit, x, y, width, height }) => {
    const angle = edit.angles.find((one) => one.id === id);
    const look = shape === 'upright' ? uprightLook(edit, id) : { fit, crop: frameChoiceOf(edit, id)?.crop };
    return angle ? [{ angle, ...look, crop: look.crop ?? whole, place: { x, y, width, height } }] : [];
  });
}

/** An edit laid out, and the shape in which it is looked at. */
export interface LookedAt {
  readonly edit: Edit;
  readonly laid: Laid;
  readonly shape: FrameShape;
}

/** What is seen at a programme frame (fractional while it plays), transitions included. */
export function pictureAt({ edit, laid, shape }: LookedAt, frame: number): SeenPicture {
  const place = placeAt(laid.programme, frame);
  if (!place) return { layers: [], veil: undefined };
  const passing = passingAt(laid, frame);
  const seenOf = ({ shot }: ShotPlace) => viewsOf(edit, shot.angleId, shape);
  if (passing) return passedPicture(seenOf, passing);
  return { layers: [{ views: seenOf(place), opacity: 1 }], veil: undefined };
}

function passedPicture(seenOf: (place: ShotPlace) => readonly SeenAngle[], passing: CutPassing): SeenPicture {
  const { left, right, kind, since } = passing;
  const share = since / passing.seconds + 0.5;
  const [before, after] = [seenOf(left), seenOf(right)];
  if (kind === 'dissolve') {
    const side = (views: readonly SeenAngle[], name: Side) =>
      passing.goesOn ? views : views.map((view) => ({ ...view, side: name }));
    const layers = [
      { views: since < 0 ? before : side(before, 'going'), opacity: 1 },
      { views: side(after, 'coming'), opacity: share },
    ];
    return { layers, veil: undefined };
  }
  return {
    layers: [{ views: share < 0.5 ? before : after, opacity: 1 }],
    veil: { colour: kind === 'fade-black' ? '#000' : '#fff', opacity: 1 - Math.abs(2 * share - 1) },
  };
}

/** Which part of a picture goes to which part of its place; both in the units of their sizes. */
export function placedIn(
  { fit, crop, focus = centre }: Pick<SeenAngle, 'fit' | 'crop' | 'focus'>,
  picture: { readonly width: number; readonly height: number },
  place: Rect,
): { readonly from: Rect; readonly to: Rect } {
  const used = {
    x: crop.x * picture.width,
    y: crop.y * picture.height,
    width: crop.width * picture.width,
    height: crop.height * picture.height,
  };
  const scales = [place.width / used.width, place.height / used.height] as const;
  const scale = fit === 'cover' ? Math.max(...scales) : Math.min(...scales);
  const [width, height] = [used.width * scale, used.height * scale];
  if (fit === 'contain') {
    const to = {
      x: place.x + (place.width - width) / 2,
      y: place.y + (place.height - height) / 2,
      width,
      height,
    };
    return { from: used, to };
  }
  const [shown, tall] = [place.width / scale, place.height / scale];
  const along = (length: number, part: number, at: number) =>
    Math.min(Math.max(0, at * length - part / 2), length - part);
  const from = {
    x: used.x + along(used.width, shown, focus[0]),
    y: used.y + along(used.height, tall, focus[1]),
    width: shown,
    height: tall,
  };
  return { from, to: place };
}
