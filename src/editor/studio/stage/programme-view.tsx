'use client';
import { useEffect, useRef } from 'react';
import type { Player } from '../player/player.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { useOnAir } from '../state/use-playback.ts';

/** What the export will show: the picture of the camera that is on, black where it has none. */
export function ProgrammeView() {
  const { player } = useStudio();
  const { angles, rendition } = useEdit();
  const canvas = useRef<HTMLCanvasElement>(null);
  const onAirId = useOnAir();
  const onAir = angles.find(({ id }) => id === onAirId);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (!element || !context) return;
    return player.onTick(() => drawProgramme(player, element, context));
  }, [player]);
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
  const scale = Math.min(element.width / video.videoWidth, element.height / video.videoHeight);
  const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
  const [x, y] = [(element.width - width) / 2, (element.height - height) / 2];
  if (x > 0.5 || y > 0.5) {
    context.fillStyle = '#000';
    context.fillRect(0, 0, element.width, element.height);
  }
  context.drawImage(video, x, y, width, height);
}
