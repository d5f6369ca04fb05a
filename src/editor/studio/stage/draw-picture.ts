import type { PlacedLogo } from '../../../contract/project-finish.ts';
import { placedIn, type SeenAngle, type SeenPicture } from '../episode/picture-at.ts';
import type { Player } from '../player/player.ts';

/** Where a picture is drawn. */
export interface DrawingSheet {
  readonly canvas: CanvasRenderingContext2D;
  /** A sheet of the same size on which a layer is put together before it is laid over those below, each part once. */
  readonly layer: CanvasRenderingContext2D;
}

/** The sheet of a canvas; undefined where the browser has none. */
export function openSheet(element: HTMLCanvasElement): DrawingSheet | undefined {
  const beside = document.createElement('canvas');
  const [canvas, layer] = [element, beside].map((one) => one.getContext('2d', { alpha: false }));
  return canvas && layer ? { canvas, layer } : undefined;
}

/** Draws what is seen of the recordings; false where a picture is still being fetched and the last one should stand. */
export function drawPicture(
  { canvas, layer: sheet }: DrawingSheet,
  player: Player,
  { layers, veil }: SeenPicture,
): boolean {
  const views = layers.flatMap((layer) => layer.views);
  if (views.some((view) => isAwaited(player, view))) return false;
  const { width, height } = canvas.canvas;
  if (layers.length === 0) fill(canvas, '#000');
  for (const { views: seen, opacity } of layers) {
    if (opacity >= 1) {
      drawLayer(canvas, player, seen);
      continue;
    }
    if (sheet.canvas.width !== width || sheet.canvas.height !== height)
      Object.assign(sheet.canvas, { width, height });
    drawLayer(sheet, player, seen);
    canvas.globalAlpha = opacity;
    canvas.drawImage(sheet.canvas, 0, 0);
    canvas.globalAlpha = 1;
  }
  if (veil) {
    canvas.globalAlpha = veil.opacity;
    fill(canvas, veil.colour);
    canvas.globalAlpha = 1;
  }
  return true;
}

/** What no tile covers is black. */
function drawLayer(canvas: CanvasRenderingContext2D, player: Player, views: readonly SeenAngle[]): void {
  fill(canvas, '#000');
  for (const view of views) drawView(canvas, player, view);
}

function fill(canvas: CanvasRenderingContext2D, colour: string): void {
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, canvas.canvas.width, canvas.canvas.height);
}

/** Better the last picture than a flash of black. */
function isAwaited(player: Player, { angle, side }: SeenAngle): boolean {
  const shown = player.pictureOf(angle, side);
  if (!shown) return player.isComing(angle.id);
  if (shown.isOutside) return false;
  const { readyState, seeking, videoWidth } = shown.video;
  return readyState < HTMLMediaElement.HAVE_CURRENT_DATA || seeking || videoWidth === 0;
}

function drawView(canvas: CanvasRenderingContext2D, player: Player, view: SeenAngle): void {
  const shown = player.pictureOf(view.angle, view.side);
  if (!shown || shown.isOutside) return;
  const { video } = shown;
  const { width, height } = canvas.canvas;
  const { x, y, width: w, height: h } = view.place;
  const place = { x: x * width, y: y * height, width: w * width, height: h * height };
  const size = { width: video.videoWidth, height: video.videoHeight };
  const { from, to } = placedIn(view, size, place);
  canvas.drawImage(video, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
}

/** Draws a logo where an export has it. */
export function drawLogo(
  canvas: CanvasRenderingContext2D,
  image: HTMLImageElement,
  { anchor, width: share, opacity }: PlacedLogo,
): void {
  if (!image.complete || image.naturalWidth === 0) return;
  const { width, height } = canvas.canvas;
  const margin = 0.03 * Math.min(width, height);
  const w = share * width;
  const h = (w * image.naturalHeight) / image.naturalWidth;
  const x = anchor.endsWith('left')
    ? margin
    : anchor.endsWith('right')
      ? width - margin - w
      : (width - w) / 2;
  const y = anchor.startsWith('top')
    ? margin
    : anchor.startsWith('bottom')
      ? height - margin - h
      : (height - h) / 2;
  canvas.globalAlpha = opacity;
  canvas.drawImage(image, x, y, w, h);
  canvas.globalAlpha = 1;
}
