import type { Angle } from '../../../contract/project-angle.ts';
import { secondsAt, type Grid } from '../../../edit/grid.ts';
import { sourceSecondsOf } from '../../../edit/source-time.ts';
import { paletteColour, type Palette } from '../timeline/palette.ts';
import { loudest } from '../timeline/paint-sound.ts';
import type { PictureStore } from '../timeline/picture-store.ts';

export interface Comparison {
  readonly reference: Angle;
  readonly angle: Angle;
  readonly pictures: PictureStore;
  readonly palette: Palette;
  readonly grid: Grid;
  /** The take frame in the middle. */
  readonly middle: number;
  /** How much is shown. */
  readonly seconds: number;
}

/** Two cameras' loudness mirrored at one line: in step, their peaks meet. */
export function paintComparison(element: HTMLCanvasElement, comparison: Comparison): void {
  const canvas = element.getContext('2d');
  if (!canvas) return;
  const { width, height } = element;
  canvas.clearRect(0, 0, width, height);
  paintHalf(canvas, comparison, { angle: comparison.reference, direction: -1, colour: 0 });
  paintHalf(canvas, comparison, { angle: comparison.angle, direction: 1, colour: 1 });
  canvas.fillStyle = comparison.palette.text;
  canvas.fillRect(width / 2 - 1, 0, 2, height);
}

function paintHalf(
  canvas: CanvasRenderingContext2D,
  { pictures, palette, grid, middle, seconds }: Comparison,
  half: { readonly angle: Angle; readonly direction: -1 | 1; readonly colour: number },
): void {
  const { width, height } = canvas.canvas;
  const peaks = pictures.curveOf(half.angle, 'peaks');
  canvas.fillStyle = paletteColour(palette, half.colour);
  if (!peaks) {
    canvas.fillRect(0, height / 2 + half.direction * 2, width, 2);
    return;
  }
  const framesPerPixel = seconds / secondsAt(grid, 1) / width;
  const perPixel = (seconds / width) * peaks.perSecond;
  for (let x = 0; x < width; x += 2) {
    const instant = sourceSecondsOf(half.angle, middle + (x - width / 2) * framesPerPixel, grid);
    const loud = loudest(peaks.values, instant * peaks.perSecond, perPixel * 2) / 255;
    const size = loud ** 0.7 * (height / 2 - 6);
    canvas.fillRect(x, half.direction < 0 ? height / 2 - 1 - size : height / 2 + 1, 2, size);
  }
}
