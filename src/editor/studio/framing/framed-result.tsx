'use client';
import { useMemo, useRef } from 'react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { Rect } from '../episode/picture-at.ts';
import { useDrawnPicture } from './use-drawn-picture.ts';

export interface FramedResultProps {
  readonly angle: Angle;
  readonly frame: Rect;
  /** Width by height of what is filled. */
  readonly target: number;
  /** All of the picture is shown, whatever the frame would be. */
  readonly isWhole: boolean;
}

const everything: Rect = { x: 0, y: 0, width: 1, height: 1 };

/** What comes out of it. */
export function FramedResult({ angle, frame, target, isWhole }: FramedResultProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { x, y, width, height } = frame;
  const crop = useMemo(
    () => (isWhole ? everything : { x, y, width, height }),
    [isWhole, x, y, width, height],
  );
  useDrawnPicture(canvas, angle, crop);
  return (
    <figure className="justify-self-center max-sm:w-40">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${angle.name} as it will be seen`}
        width={416}
        height={Math.round(416 / target)}
        className="block w-full rounded-md bg-[#000] ring-1 ring-line"
      />
      <figcaption className="mt-1.5 text-center text-xs text-muted">As it will be seen</figcaption>
    </figure>
  );
}
