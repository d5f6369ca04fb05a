import type { FrameChoice } from '../../../contract/project-finish.ts';
import type { Edit } from '../../../edit/edit.ts';
import { frameChoiceOf } from '../../../edit/outputs-for.ts';
import { changeFinish } from './change-finish.ts';
import type { FrameShape, Rect } from './picture-at.ts';

/** Width by height of upright clips. */
const uprightAspect = 9 / 16;
/** Less than this of a picture's width or height is mush when it fills a screen. */
const leastShare = 0.12;

/** What is framed, and the shape that the frame must have. */
export interface FramedPicture {
  readonly shape: FrameShape;
  /** Width by height of the camera's picture. */
  readonly picture: number;
  /** Width by height of what it is to fill. */
  readonly target: number;
}

export function aspectOf({ rendition }: Pick<Edit, 'rendition'>, shape: FrameShape): number {
  return shape === 'upright' ? uprightAspect : rendition.width / rendition.height;
}

/** The largest part of a picture that has the target's shape, in its middle. */
export function largestFrame({ picture, target }: FramedPicture): Rect {
  const [width, height] = [Math.min(1, target / picture), Math.min(1, picture / target)];
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

/** What of an angle's picture is used in a shape: what was chosen, else the largest part that fills it. */
export function frameIn(edit: Edit, angleId: string, framed: FramedPicture): Rect {
  const { crop, uprightCrop, uprightFocus } = frameChoiceOf(edit, angleId) ?? {};
  const largest = largestFrame(framed);
  if (framed.shape === 'programme') return crop ?? largest;
  if (uprightCrop || !uprightFocus) return uprightCrop ?? largest;
  const [x, y] = uprightFocus;
  return within({ ...largest, x: x - largest.width / 2, y: y - largest.height / 2 });
}

/** Whether somebody has chosen what is used of an angle's picture in a shape. */
export function isFramed(edit: Edit, angleId: string, shape: FrameShape): boolean {
  const { crop, uprightCrop, uprightFocus } = frameChoiceOf(edit, angleId) ?? {};
  return shape === 'upright' ? (uprightCrop ?? uprightFocus) !== undefined : crop !== undefined;
}

/** Uses only a part of an angle's picture in one shape; undefined: all that fits again. */
export function setFrame(
  edit: Edit,
  angleId: string,
  { shape, frame }: { readonly shape: FrameShape; readonly frame: Rect | undefined },
): Edit {
  const { crop, uprightCrop, uprightFocus } = frameChoiceOf(edit, angleId) ?? {};
  const rounded = frame && roundedFrame(frame);
  const kept =
    shape === 'upright' ? { crop, uprightCrop: rounded } : { crop: rounded, uprightCrop, uprightFocus };
  const said = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  const choice: FrameChoice = { angleId, ...said };
  const others = edit.finish.frames.filter((one) => one.angleId !== angleId);
  const isEmpty = Object.keys(said).length === 0;
  return changeFinish(edit, { frames: isEmpty ? others : [...others, choice] });
}

export function movedFrame(frame: Rect, by: { readonly x: number; readonly y: number }): Rect {
  return within({ ...frame, x: frame.x + by.x, y: frame.y + by.y });
}

/** Larger or smaller around its middle, in the same shape. */
export function zoomedFrame(frame: Rect, factor: number, framed: FramedPicture): Rect {
  const width = boundedWidth(frame.width * factor, framed);
  const height = (width * framed.picture) / framed.target;
  const [middleX, middleY] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  return within({ x: middleX - width / 2, y: middleY - height / 2, width, height });
}

export type Corner = 'north-west' | 'north-east' | 'south-west' | 'south-east';

/** Where a corner of a frame is. */
export function cornerOf(
  { x, y, width, height }: Rect,
  corner: Corner,
): { readonly x: number; readonly y: number } {
  return { x: corner.endsWith('west') ? x : x + width, y: corner.startsWith('north') ? y : y + height };
}

/** With a corner moved to a point; the opposite corner stays and so does the shape. */
export function stretchedFrame(
  frame: Rect,
  {
    corner,
    to,
    framed,
  }: { readonly corner: Corner; readonly to: { x: number; y: number }; readonly framed: FramedPicture },
): Rect {
  const [isWest, isNorth] = [corner.endsWith('west'), corner.startsWith('north')];
  const [fixedX, fixedY] = [
    isWest ? frame.x + frame.width : frame.x,
    isNorth ? frame.y + frame.height : frame.y,
  ];
  const tall = framed.picture / framed.target;
  // Along the diagonal: half of what it moves across counts, and half of what it moves down.
  const across = isWest ? fixedX - to.x : to.x - fixedX;
  const down = isNorth ? fixedY - to.y : to.y - fixedY;
  const wanted = (across + down / tall) / 2;
  const room = Math.min(isWest ? fixedX : 1 - fixedX, (isNorth ? fixedY : 1 - fixedY) / tall);
  const width = Math.min(boundedWidth(wanted, framed), room);
  const height = width * tall;
  return { x: isWest ? fixedX - width : fixedX, y: isNorth ? fixedY - height : fixedY, width, height };
}

function boundedWidth(width: number, framed: FramedPicture): number {
  const most = largestFrame(framed).width;
  return Math.min(most, Math.max(leastShare * most, width));
}

function within(frame: Rect): Rect {
  const along = (at: number, length: number) => Math.min(Math.max(0, at), 1 - length);
  return { ...frame, x: along(frame.x, frame.width), y: along(frame.y, frame.height) };
}

/** To a hundred-thousandth, never beyond the picture's edges. */
function roundedFrame({ x, y, width, height }: Rect): Rect {
  const down = (value: number) => Math.floor(value * 1e5 + 1e-6) / 1e5;
  return { x: down(x), y: down(y), width: down(width), height: down(height) };
}
