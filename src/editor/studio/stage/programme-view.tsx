'use client';
import { useEffect, useRef } from 'react';
import type { Player } from '../player/player.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import { useOnAir } from '../state/use-playback.ts';
import { useCaptions, useLogos } from '../state/use-overlays.ts';
import { aspectOf } from '../episode/framing.ts';
import { pictureAt, type FrameShape } from '../episode/picture-at.ts';
import { secondsAt } from '../../../edit/grid.ts';
import { drawLogo, drawPicture, openSheet, type DrawingSheet } from './draw-picture.ts';
import { drawWords, type DrawnWords } from './draw-words.ts';

/** What the export will show: the picture of the camera that is on, black where it has none. */
export function ProgrammeView() {
  const { player, view } = useStudio();
  const edit = useEdit();
  const { angles } = edit;
  const shape = useView((state) => state.shape);
  const canvas = useRef<HTMLCanvasElement>(null);
  const onAirId = useOnAir();
  const onAir = angles.find(({ id }) => id === onAirId);
  const logos = useLogos();
  const captions = useCaptions();
  useEffect(() => {
    const element = canvas.current;
    const sheet = element ? openSheet(element) : undefined;
    if (!element || !sheet) return;
    const draw = () => {
      const cut = view.getState().trimmedCut;
      const sides = cut === undefined ? undefined : sidesOf(player, cut);
      if (sides) drawSides(player, element, { context: sheet.canvas, sides });
      else drawProgramme(player, sheet, { shape, logos, captions });
    };
    player.seek(player.position);
    const stops = [player.onTick(draw), view.subscribe(draw)];
    return () => stops.forEach((stop) => stop());
  }, [player, view, shape, logos, captions]);
  return (
    <div className="relative grid min-h-0 min-w-0 flex-1 place-items-center overflow-hidden rounded-lg bg-[#000] ring-1 ring-line">
      <canvas
        ref={canvas}
        role="img"
        aria-label={onAir ? `Programme: ${onAir.name}` : 'Programme'}
        {...sheetSize(aspectOf(edit, shape))}
        className="absolute size-full object-contain"
      />
    </div>
  );
}

/** In pixels: as many for an upright picture as for any other. */
function sheetSize(aspect: number): { readonly width: number; readonly height: number } {
  const longest = 960;
  const [width, height] = aspect >= 1 ? [longest, longest / aspect] : [longest * aspect, longest];
  return { width: Math.round(width / 2) * 2, height: Math.round(height / 2) * 2 };
}

interface Over {
  readonly shape: FrameShape;
  readonly logos: ReadonlyMap<string, HTMLImageElement>;
  readonly captions: readonly DrawnWords[];
}

/** A picture that is still being fetched leaves the last one standing: better than a flash of black. */
function drawProgramme(player: Player, sheet: DrawingSheet, { shape, logos, captions }: Over): void {
  const { canvas: context } = sheet;
  const { score } = player;
  if (!score) return;
  const { edit, grid } = score;
  const frame = player.speed === 0 ? player.frame : player.position;
  if (!drawPicture(sheet, player, pictureAt({ edit, laid: score, shape }, frame))) return;
  const seconds = secondsAt(grid, frame);
  const { finish } = edit;
  const isNow = ({ from, to }: { readonly from: number; readonly to?: number | undefined }) =>
    from <= seconds + 1e-6 && (to === undefined || seconds < to);
  for (const logo of finish.logos.filter(isNow)) {
    const image = logos.get(logo.filePath);
    if (image) drawLogo(context, image, logo);
  }
  // Whoever stops at the beginning of a title, or has just added it, wants to see it: in a still it has come already.
  const instantOf = ({ from, to }: DrawnWords) => (player.speed === 0 ? (from + to) / 2 : seconds);
  for (const title of finish.titles.filter(isNow)) drawWords(context, title, instantOf(title));
  for (const caption of captions.filter(isNow)) drawWords(context, caption, seconds);
}

/** The angles before and after a cut. */
function sidesOf(player: Player, cut: number): readonly [string, string] | undefined {
  const shots = player.score?.edit.shots;
  const [left, right] = [shots?.[cut - 1], shots?.[cut]];
  return left && right && left.angleId !== right.angleId ? [left.angleId, right.angleId] : undefined;
}

interface Sides {
  readonly context: CanvasRenderingContext2D;
  readonly sides: readonly [string, string];
}

/** What is left on the left, what comes on the right. */
function drawSides(player: Player, { width, height }: HTMLCanvasElement, { context, sides }: Sides): void {
  for (const [index, angleId] of sides.entries()) {
    const video = player.videoOf(angleId);
    const place = { x: (index * width) / 2, width: width / 2, height };
    if (video && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking)
      drawFitted(context, video, place);
  }
}

function drawFitted(
  context: CanvasRenderingContext2D,
  video: HTMLVideoElement,
  place: { readonly x: number; readonly width: number; readonly height: number },
): void {
  const scale = Math.min(place.width / video.videoWidth, place.height / video.videoHeight);
  const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
  const [x, y] = [place.x + (place.width - width) / 2, (place.height - height) / 2];
  if (width < place.width - 1 || height < place.height - 1) {
    context.fillStyle = '#000';
    context.fillRect(place.x, 0, place.width, place.height);
  }
  context.drawImage(video, x, y, width, height);
}
