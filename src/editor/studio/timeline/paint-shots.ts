import { transitionFor } from '../../../edit/config-of.ts';
import { placeInFiles } from '../../../contract/footage/recording-files.ts';
import { shownSeconds } from '../../../edit/source-time.ts';
import { paletteColour } from './palette.ts';
import type { DrawnShot, Scene } from './scene.ts';
import { visibleShots } from './scene.ts';
import { xOf } from './viewport.ts';

type Canvas = CanvasRenderingContext2D;

/** Height of the coloured strip with a shot's name, in pixels. */
const labelHeight = 18;
const gap = 1;

/** The programme: a coloured stretch for each shot, with its name and pictures out of it. */
export function paintShots(canvas: Canvas, scene: Scene): void {
  for (const shot of visibleShots(scene)) {
    paintShot(canvas, scene, shot);
    if (shot.index > 0) paintJump(canvas, scene, shot);
    if (shot.index > 0) paintTransition(canvas, scene, shot);
  }
  paintGaps(canvas, scene);
}

/** Distance of the lines that stand for a missing picture, in pixels. */
const hatchPixels = 9;

/** Hatched black where a shot's camera has recorded nothing: that is what the export shows there. */
function paintGaps(canvas: Canvas, { gaps, view, layout, palette }: Scene): void {
  const top = layout.shots.top + labelHeight;
  const bottom = layout.shots.top + layout.shots.height - 2;
  for (const { from, to } of gaps) {
    const left = Math.max(0, xOf(view, from));
    const right = Math.min(view.width, xOf(view, to) - gap);
    if (right <= left) continue;
    canvas.save();
    canvas.beginPath();
    canvas.rect(left, top, right - left, bottom - top);
    canvas.clip();
    canvas.fillStyle = '#000';
    canvas.fillRect(left, top, right - left, bottom - top);
    canvas.strokeStyle = palette.live;
    canvas.lineWidth = 1.5;
    canvas.beginPath();
    const first = Math.floor((left - (bottom - top)) / hatchPixels) * hatchPixels;
    for (let x = first; x < right; x += hatchPixels) {
      canvas.moveTo(x, bottom);
      canvas.lineTo(x + bottom - top, top);
    }
    canvas.stroke();
    paintGapWords(canvas, { left, right, middle: (top + bottom) / 2, font: palette.font });
    canvas.restore();
  }
}

function paintGapWords(
  canvas: Canvas,
  { left, right, middle, font }: { left: number; right: number; middle: number; font: string },
): void {
  canvas.font = `600 11px ${font}`;
  canvas.textBaseline = 'middle';
  const words = 'Nothing recorded';
  const { width } = canvas.measureText(words);
  if (right - left < width + 20) return;
  canvas.fillStyle = '#000';
  canvas.fillRect(left + 6, middle - 9, width + 8, 18);
  canvas.fillStyle = '#e6e8ee';
  canvas.fillText(words, left + 10, middle);
}

function paintShot(canvas: Canvas, scene: Scene, shot: DrawnShot): void {
  const { top, height } = scene.layout.shots;
  const colour = paletteColour(scene.palette, shot.angleIndex);
  const width = Math.max(1, shot.right - shot.x - gap);
  canvas.save();
  canvas.beginPath();
  canvas.roundRect(shot.x, top, width, height, Math.min(4, width / 2));
  canvas.clip();
  canvas.fillStyle = scene.palette.track;
  canvas.fillRect(shot.x, top, width, height);
  paintThumbnails(canvas, scene, shot);
  canvas.fillStyle = colour;
  canvas.fillRect(shot.x, top, width, labelHeight);
  paintLabel(canvas, scene, { shot, width });
  canvas.fillRect(shot.x, top + height - 2, width, 2);
  canvas.restore();
  if (scene.selection?.kind === 'shot' && scene.selection.index === shot.index) {
    canvas.strokeStyle = scene.palette.focus;
    canvas.lineWidth = 2;
    canvas.beginPath();
    canvas.roundRect(shot.x + 1, top + 1, Math.max(1, width - 2), height - 2, 4);
    canvas.stroke();
  }
}

function paintLabel(canvas: Canvas, scene: Scene, { shot, width }: { shot: DrawnShot; width: number }): void {
  const x = Math.max(shot.x, 0) + 6;
  const room = shot.x + width - x - 4;
  if (room < 8) return;
  const colour = canvas.fillStyle;
  // Dark on every camera's colour in both themes: 4.5:1 at least.
  canvas.fillStyle = '#0b0d12';
  canvas.font = `600 11px ${scene.palette.font}`;
  canvas.textBaseline = 'middle';
  const number = shot.isLayout ? '▚' : String(shot.angleIndex + 1);
  const name = room > 46 ? `${number}  ${shot.name}` : number;
  canvas.fillText(`${name}${shot.isSilent && room > 90 ? '  · muted' : ''}`, x, scene.layout.shots.top + 9.5);
  canvas.fillStyle = colour;
}

function paintThumbnails(canvas: Canvas, scene: Scene, shot: DrawnShot): void {
  const usual = scene.pictures.of(shot.angle.filePath)?.thumbnails;
  if (!usual) return;
  const { grid, programme } = scene.score;
  const place = programme.shots[shot.index];
  if (!place) return;
  const top = scene.layout.shots.top + labelHeight;
  const height = scene.layout.shots.height - labelHeight;
  const width = (height * usual.width) / usual.height;
  const first = shot.x + Math.floor(Math.max(0, -shot.x) / width) * width;
  for (let x = first; x < Math.min(shot.right, scene.view.width); x += width) {
    const frame = shot.start + (x - shot.x + Math.min(width, shot.right - x) / 2) / scene.view.scale;
    const at = { index: shot.index, shot: place, start: shot.start };
    const { filePath, seconds } = placeInFiles(shot.angle, shownSeconds(shot.angle, at, { frame, grid }));
    const strip = scene.pictures.of(filePath)?.thumbnails;
    if (!strip) continue;
    const picture = Math.round(seconds / strip.intervalSeconds);
    if (picture < 0 || picture >= strip.count) continue;
    const [column, row] = [picture % strip.columns, Math.floor(picture / strip.columns)];
    const from = { x: column * strip.width, y: row * strip.height };
    canvas.drawImage(strip.image, from.x, from.y, strip.width, strip.height, x, top, width, height);
  }
}

/** A bow over the frames of a transition. */
function paintTransition(canvas: Canvas, { score, layout, palette, view }: Scene, shot: DrawnShot): void {
  const transition = transitionFor(shot.index, score);
  if (!transition) return;
  const half = (transition.seconds * score.grid.num * view.scale) / score.grid.den / 2;
  const { top, height } = layout.shots;
  canvas.save();
  canvas.globalAlpha = 0.75;
  canvas.fillStyle = palette.live;
  canvas.beginPath();
  canvas.moveTo(shot.x - half, top + height);
  canvas.quadraticCurveTo(shot.x, top + height - 22, shot.x + half, top + height);
  canvas.closePath();
  canvas.fill();
  canvas.restore();
}

/** A notch where take was left out, repeated or reordered. */
function paintJump(canvas: Canvas, { score, layout, palette }: Scene, { index, x }: DrawnShot): void {
  const [left, right] = [score.programme.shots[index - 1], score.programme.shots[index]];
  if (!left || !right || left.to === right.from) return;
  const { top, height } = layout.shots;
  canvas.fillStyle = palette.live;
  canvas.strokeStyle = palette.ground;
  canvas.lineWidth = 1.5;
  for (const [y, tip] of [
    [top - 1, 7],
    [top + height + 1, -7],
  ] as const) {
    canvas.beginPath();
    canvas.moveTo(x - 5.5, y);
    canvas.lineTo(x + 4.5, y);
    canvas.lineTo(x - 0.5, y + tip);
    canvas.closePath();
    canvas.fill();
    canvas.stroke();
  }
}
