import type { Area, ClipView } from '../../timeline/edl.ts';
import { multiply, rational, toNumber } from '../../timeline/rational.ts';
import { displaySize } from '../pictures/choose-format.ts';
import type { VideoFacts } from '../facts/facts.ts';
import type { PictureFormat, Placement } from '../plan/plan.ts';

/** All of the frame. */
const whole: Area = { x: 0, y: 0, width: 1, height: 1 };

/** Where an area lies in pixels: on even ones, so that areas that touch leave no gap and colours stay in place. */
export function placeArea(
  area: Area = whole,
  { width, height }: Pick<PictureFormat, 'width' | 'height'>,
): Placement {
  const [left, right] = sidesOf(area.x, area.x + area.width, width);
  const [top, bottom] = sidesOf(area.y, area.y + area.height, height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Shares of a length as pixels; the far side of a frame of odd length is its end. */
function sidesOf(from: number, to: number, length: number): [number, number] {
  const toPixel = (share: number) =>
    share >= 1 ? length : Math.max(0, 2 * Math.round((share * length) / 2));
  const [first, last] = [toPixel(from), toPixel(to)];
  return last - first >= 2 ? [first, last] : [Math.min(first, length - 2), Math.min(first, length - 2) + 2];
}

/**
 * Whether a view shows nothing but its source as it is fitted by default: all of the frame, all of the picture. One that
 * is to fill a frame of its own shape does so in any case.
 */
export function isPlainView({ area, look }: ClipView, video: VideoFacts, format: PictureFormat): boolean {
  if (area || look?.crop) return false;
  return look?.fit !== 'cover' || hasShapeOf(video, format);
}

/** To half a pixel in either direction. */
function hasShapeOf(video: VideoFacts, { width, height, pixelAspect }: PictureFormat): boolean {
  const shown = displaySize(video);
  const wide = toNumber(multiply(pixelAspect, rational(width)));
  return Math.abs(shown.width * height - wide * shown.height) <= Math.max(wide, height) / 2;
}
