import { clockTime, secondsAt } from '../../../edit/grid.ts';
import { rulerStep } from './layout.ts';
import { paintShots } from './paint-shots.ts';
import { paintLanes, paintSound } from './paint-sound.ts';
import type { Scene } from './scene.ts';
import { xOf } from './viewport.ts';

type Canvas = CanvasRenderingContext2D;

/** The standing picture of the timeline; the playhead is drawn over it by another canvas. */
export function paintScene(canvas: Canvas, scene: Scene): void {
  canvas.clearRect(0, 0, scene.view.width, scene.layout.height);
  paintRuler(canvas, scene);
  paintShots(canvas, scene);
  paintSound(canvas, scene);
  paintLanes(canvas, scene);
  paintSelection(canvas, scene);
}

function paintRuler(canvas: Canvas, { score, view, layout, palette }: Scene): void {
  const { grid, programme } = score;
  const pixelsPerSecond = view.scale / secondsAt(grid, 1);
  const step = rulerStep(pixelsPerSecond);
  const framesPerStep = (step * grid.num) / grid.den;
  const minor = step <= 1 ? framesPerStep / 5 : framesPerStep / (step % 3 === 0 ? 3 : 5);
  const until = Math.min(programme.total, view.left + view.width / view.scale);
  canvas.fillStyle = palette.line;
  canvas.fillRect(0, layout.ruler.height - 1, view.width, 1);
  canvas.font = `10.5px ${palette.font}`;
  canvas.textBaseline = 'middle';
  canvas.fillStyle = palette.edge;
  for (let frame = Math.floor(view.left / minor) * minor; frame <= until; frame += minor) {
    canvas.fillRect(Math.round(xOf(view, frame)), layout.ruler.height - 5, 1, 4);
  }
  for (
    let frame = Math.floor(view.left / framesPerStep) * framesPerStep;
    frame <= until;
    frame += framesPerStep
  ) {
    const x = Math.round(xOf(view, frame));
    canvas.fillStyle = palette.edge;
    canvas.fillRect(x, layout.ruler.height - 11, 1, 10);
    canvas.fillStyle = palette.muted;
    canvas.fillText(clockTime(secondsAt(grid, frame)), x + 4, 10);
  }
}

function paintSelection(canvas: Canvas, { selection, score, view, layout, palette }: Scene): void {
  if (selection?.kind === 'range') {
    const [x, right] = [xOf(view, selection.from), xOf(view, selection.to)];
    canvas.fillStyle = palette.focus;
    canvas.globalAlpha = 0.24;
    canvas.fillRect(x, layout.ruler.height, right - x, layout.height - layout.ruler.height);
    canvas.globalAlpha = 1;
    for (const edge of [x, right]) canvas.fillRect(edge - 0.75, layout.ruler.height, 1.5, layout.height);
  }
  if (selection?.kind === 'cut') {
    const x = xOf(view, score.programme.starts[selection.index] ?? 0);
    canvas.fillStyle = palette.focus;
    canvas.fillRect(
      x - 2,
      layout.shots.top - 3,
      3,
      layout.sound.top + layout.sound.height - layout.shots.top + 6,
    );
  }
}

/** What moves: the playhead, and the frame under the pointer. */
export function paintPlayhead(
  canvas: Canvas,
  { view, layout, palette }: Pick<Scene, 'view' | 'layout' | 'palette'>,
  at: { readonly frame: number; readonly hover: number | undefined },
): void {
  canvas.clearRect(0, 0, view.width, layout.height);
  if (at.hover !== undefined) {
    canvas.fillStyle = palette.muted;
    canvas.globalAlpha = 0.55;
    canvas.fillRect(Math.round(xOf(view, at.hover)), 0, 1, layout.height);
    canvas.globalAlpha = 1;
  }
  const x = xOf(view, at.frame);
  canvas.fillStyle = palette.text;
  canvas.fillRect(x - 0.75, 8, 1.5, layout.height);
  canvas.beginPath();
  canvas.moveTo(x - 6, 2);
  canvas.lineTo(x + 6, 2);
  canvas.lineTo(x + 6, 10);
  canvas.lineTo(x, 17);
  canvas.lineTo(x - 6, 10);
  canvas.closePath();
  canvas.fill();
}
