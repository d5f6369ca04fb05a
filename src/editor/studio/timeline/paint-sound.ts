import type { Angle } from '../../../contract/project-angle.ts';
import { secondsAt } from '../../../edit/grid.ts';
import { shownSeconds, sourceSecondsOf } from '../../../edit/source-time.ts';
import type { Band } from './layout.ts';
import { paletteColour } from './palette.ts';
import { visibleShots, type DrawnShot, type Scene } from './scene.ts';

type Canvas = CanvasRenderingContext2D;

/** Between two shots, in pixels. */
const gap = 1;
/** In a lane lower than this, in pixels, a curve tells nothing. */
const leastLane = 9;

/** The loudness of what is heard. */
export function paintSound(canvas: Canvas, scene: Scene): void {
  const band = scene.layout.sound;
  for (const shot of visibleShots(scene)) {
    const width = Math.max(1, shot.right - shot.x - gap);
    canvas.fillStyle = scene.palette.panel;
    canvas.fillRect(shot.x, band.top, width, band.height);
    canvas.fillStyle = shot.isSilent ? scene.palette.edge : paletteColour(scene.palette, shot.angleIndex);
    const place = scene.score.programme.shots[shot.index];
    const begin =
      place && !shot.isSilent
        ? shownSeconds(
            shot.angle,
            { index: shot.index, shot: place, start: shot.start },
            { frame: shot.start, grid: scene.score.grid },
          )
        : undefined;
    paintWave(canvas, scene, { angle: shot.angle, shot, band, begin });
  }
}

/** One lane for each camera: what its microphone heard all along, brightly where it is on the programme. */
export function paintLanes(canvas: Canvas, scene: Scene): void {
  const { score, layout, palette } = scene;
  const shots = visibleShots(scene);
  for (const [index, angle] of score.edit.angles.entries()) {
    const band = layout.lanes[index];
    if (!band) continue;
    const isCurve = band.height >= leastLane;
    canvas.fillStyle = paletteColour(palette, index);
    for (const shot of shots) {
      const isOnAir = shot.angleIndex === index;
      const edges = recordedPart(scene, { shot, angle });
      const width = edges.right - edges.x - gap;
      if (width <= 0) continue;
      canvas.globalAlpha = isCurve ? (isOnAir ? 0.3 : 0.1) : isOnAir ? 1 : 0.2;
      canvas.fillRect(edges.x, band.top, width, band.height);
      const from = score.programme.shots[shot.index]?.from;
      if (!isCurve || from === undefined) continue;
      canvas.globalAlpha = isOnAir ? 1 : 0.6;
      const begin = sourceSecondsOf(angle, from, score.grid);
      paintWave(canvas, scene, { angle, shot: { ...shot, ...edges, origin: shot.x }, band, begin });
    }
    canvas.globalAlpha = 1;
  }
}

/** The part of a shot that an angle has recorded, in pixels. */
function recordedPart(
  { score, view, recorded }: Scene,
  { shot, angle }: { shot: DrawnShot; angle: Angle },
): { readonly x: number; readonly right: number } {
  const range = recorded.get(angle.id);
  const own = score.programme.shots[shot.index];
  if (!range || !own) return shot;
  return {
    x: Math.max(shot.x, shot.x + (range.from - own.from) * view.scale),
    right: Math.min(shot.right, shot.x + (range.to - own.from) * view.scale),
  };
}

interface Wave {
  readonly angle: Angle;
  /** Where it is drawn; `origin` is where the shot begins, if that is not `x`. */
  readonly shot: { readonly x: number; readonly right: number; readonly origin?: number };
  readonly band: Band;
  /** The instant of the file at the shot's beginning, in seconds; undefined: silence. */
  readonly begin: number | undefined;
}

function paintWave(
  canvas: Canvas,
  { score, view, pictures }: Scene,
  { angle, shot, band, begin }: Wave,
): void {
  const middle = band.top + band.height / 2;
  const [from, until] = [Math.max(0, shot.x), Math.min(view.width, shot.right - gap)];
  const peaks = pictures.curveOf(angle, 'peaks');
  if (!peaks || begin === undefined) {
    canvas.fillRect(from, middle - 0.5, Math.max(0, until - from), 1);
    return;
  }
  const perPixel = (secondsAt(score.grid, 1) / view.scale) * peaks.perSecond;
  const base = begin * peaks.perSecond - (shot.origin ?? shot.x) * perPixel;
  for (let x = Math.floor(from); x < until; x++) {
    const loud = loudest(peaks.values, base + x * perPixel, perPixel) / 255;
    const size = Math.max(1, loud ** 0.7 * (band.height - 2));
    canvas.fillRect(x, middle - size / 2, 1, size);
  }
}

/** The loudest of the buckets from `from` on; at least one is looked at. */
export function loudest(values: Uint8Array, from: number, count: number): number {
  const first = Math.floor(from);
  const last = Math.max(first + 1, Math.floor(from + count));
  let most = 0;
  for (let i = Math.max(0, first); i < Math.min(last, values.length); i++) {
    const value = values[i] ?? 0;
    if (value > most) most = value;
  }
  return most;
}
