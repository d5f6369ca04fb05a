'use client';
import { useEffect, type RefObject } from 'react';
import type { Angle } from '../../../contract/project-angle.ts';
import { placedIn, type Rect } from '../episode/picture-at.ts';
import { useStudio } from '../state/studio-context.ts';

/** Keeps a canvas showing a part of an angle's picture at the playhead, as large as fits, with black around it. */
export function useDrawnPicture(canvas: RefObject<HTMLCanvasElement | null>, angle: Angle, crop: Rect): void {
  const { player } = useStudio();
  useEffect(() => {
    const draw = () => {
      const element = canvas.current;
      const video = player.videoOf(angle.id);
      if (element && video) drawPart(element, video, crop);
    };
    draw();
    return player.onTick(draw);
  }, [canvas, player, angle, crop]);
}

function drawPart(element: HTMLCanvasElement, video: HTMLVideoElement, crop: Rect): void {
  const context = element.getContext('2d', { alpha: false });
  if (!context || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return;
  const size = { width: video.videoWidth, height: video.videoHeight };
  const place = { x: 0, y: 0, width: element.width, height: element.height };
  const { from, to } = placedIn({ fit: 'contain', crop }, size, place);
  context.fillStyle = '#000';
  context.fillRect(0, 0, element.width, element.height);
  context.drawImage(video, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
}
