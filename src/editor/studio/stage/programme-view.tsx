'use client';
import { useEffect, useRef } from 'react';
import type { Player } from '../player/player.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { useOnAir } from '../state/use-playback.ts';

/** What the export will show: the picture of the camera that is on, black where it has none. */
export function ProgrammeView() {
  const { player, view } = useStudio();
  const { angles, rendition } = useEdit();
  const canvas = useRef<HTMLCanvasElement>(null);
  const onAirId = useOnAir();
  const onAir = angles.find(({ id }) => id === onAirId);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (!element || !context) return;
    const draw = () => {
      const cut = view.getState().trimmedCut;
      const sides = cut === undefined ? undefined : sidesOf(player, cut);
      if (sides) drawSides(player, element, { context, sides });
      else drawProgramme(player, element, context);
    };
    const stops = [player.onTick(draw), view.subscribe(draw)];
    return () => stops.forEach((stop) => stop());
  }, [player, view]);
  return (
    <div className="relative grid min-h-0 min-w-0 flex-1 place-items-center overflow-hidden rounded-lg bg-[#000] ring-1 ring-line">
      <canvas
        ref={canvas}
        role="img"
        aria-label={onAir ? `Programme: ${onAir.name}` : 'Programme'}
        width={960}
        height={Math.round((960 * rendition.height) / rendition.width / 2) * 2}
        className="absolute size-full object-contain"
      />
    </div>
  );
}

/** A picture that is still being fetched leaves the last one standing: better than a flash of black. */
function drawProgramme(player: Player, element: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
  const angle = player.score?.edit.angles.find((candidate) => player.cueOf(candidate)?.isOnAir);
  const video = angle && player.videoOf(angle.id);
  if (!angle || !video || player.cueOf(angle)?.isOutside === true) {
    context.fillStyle = '#000';
    context.fillRect(0, 0, element.width, element.height);
    return;
  }
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.seeking || video.videoWidth === 0)
    return;
  drawFitted(context, video, { x: 0, width: element.width, height: element.height });
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
