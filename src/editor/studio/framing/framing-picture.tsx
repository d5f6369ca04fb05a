'use client';
import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import type { Angle } from '../../../contract/project-angle.ts';
import { classNames } from '../../components/class-names.ts';
import {
  cornerOf,
  movedFrame,
  setFrame,
  stretchedFrame,
  zoomedFrame,
  type Corner,
  type FramedPicture,
} from '../episode/framing.ts';
import type { Rect } from '../episode/picture-at.ts';
import type { StudioStore } from '../model/studio-store.ts';
import { useStudio } from '../state/studio-context.ts';
import { useDrawnPicture } from './use-drawn-picture.ts';

export interface FramingPictureProps {
  readonly angle: Angle;
  readonly frame: Rect;
  readonly framed: FramedPicture;
  readonly onFrame: (frame: Rect) => void;
}

const whole: Rect = { x: 0, y: 0, width: 1, height: 1 };

const corners: Readonly<Record<Corner, string>> = {
  'north-west': 'top-1 left-1 cursor-nwse-resize',
  'north-east': 'top-1 right-1 cursor-nesw-resize',
  'south-west': 'bottom-1 left-1 cursor-nesw-resize',
  'south-east': 'right-1 bottom-1 cursor-nwse-resize',
};

/** All of the picture, with the frame over what is used of it. */
export function FramingPicture(props: FramingPictureProps) {
  const { angle, frame, framed, onFrame } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useDrawnPicture(canvas, angle, whole);
  const drag = useFrameDrag(props, box);
  useWheelZoom(box, (factor) => onFrame(zoomedFrame(frame, factor, framed)));
  const percent = (share: number) => `${share * 100}%`;
  return (
    <div ref={box} className="relative touch-none overflow-hidden rounded-md bg-[#000] select-none">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`The picture of ${angle.name} at the playhead`}
        width={960}
        height={Math.round(960 / framed.picture)}
        className="block w-full"
      />
      <div
        role="application"
        tabIndex={0}
        data-testid="frame"
        aria-label="What is used of the picture. Arrow keys move it, plus and minus change its size."
        onKeyDown={(event) => onFrameKey(event, props)}
        {...drag('move')}
        className="absolute cursor-move shadow-[0_0_0_200rem_rgb(0_0_0/0.62)] outline-2 outline-[#fff] focus-visible:outline-focus"
        style={{
          ...{ left: percent(frame.x), top: percent(frame.y) },
          ...{ width: percent(frame.width), height: percent(frame.height) },
        }}
      >
        <span
          aria-hidden
          className="absolute inset-y-0 left-1/3 w-1/3 border-x border-[rgb(255_255_255/0.35)]"
        />
        <span
          aria-hidden
          className="absolute inset-x-0 top-1/3 h-1/3 border-y border-[rgb(255_255_255/0.35)]"
        />
        {(Object.keys(corners) as Corner[]).map((corner) => (
          <span
            key={corner}
            aria-hidden
            data-corner={corner}
            {...drag(corner)}
            className={classNames(
              'absolute size-4 rounded-full border-2 border-[#0b0d12] bg-[#fff]',
              corners[corner],
            )}
          />
        ))}
      </div>
    </div>
  );
}

/** Of the picture's width or height, for one press of an arrow key. */
const keyStep = 0.01;

function onFrameKey(event: KeyboardEvent, { frame, framed, onFrame }: FramingPictureProps): void {
  const step = event.shiftKey ? keyStep * 5 : keyStep;
  const steps: Readonly<Record<string, () => Rect>> = {
    ArrowLeft: () => movedFrame(frame, { x: -step, y: 0 }),
    ArrowRight: () => movedFrame(frame, { x: step, y: 0 }),
    ArrowUp: () => movedFrame(frame, { x: 0, y: -step }),
    ArrowDown: () => movedFrame(frame, { x: 0, y: step }),
    '+': () => zoomedFrame(frame, 1.05, framed),
    '=': () => zoomedFrame(frame, 1.05, framed),
    '-': () => zoomedFrame(frame, 1 / 1.05, framed),
  };
  const next = steps[event.key];
  if (!next) return;
  event.preventDefault();
  onFrame(next());
}

/** One drag is one step of the history. */
function useFrameDrag({ angle, frame, framed }: FramingPictureProps, box: RefObject<HTMLElement | null>) {
  const { store } = useStudio();
  const held = useRef<Held>(undefined);
  const letGo = (how: 'end' | 'cancel') => {
    held.current?.step[how]();
    held.current = undefined;
  };
  return (what: 'move' | Corner) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || held.current) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = { what, from: pointIn(box.current, event), frame, step: store.beginStep() };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const { current } = held;
      if (!current) return;
      event.stopPropagation();
      const next = draggedFrame(current, { to: pointIn(box.current, event), framed });
      current.step.to((edit) => setFrame(edit, angle.id, { shape: framed.shape, frame: next }));
    },
    onPointerUp: () => letGo('end'),
    onPointerCancel: () => letGo('cancel'),
  });
}

interface Held {
  readonly what: 'move' | Corner;
  readonly from: Point;
  readonly frame: Rect;
  readonly step: ReturnType<StudioStore['beginStep']>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function draggedFrame(
  { what, from, frame }: Held,
  { to, framed }: { readonly to: Point; readonly framed: FramedPicture },
): Rect {
  const by = { x: to.x - from.x, y: to.y - from.y };
  if (what === 'move') return movedFrame(frame, by);
  // From the corner itself, wherever its handle was taken hold of.
  const corner = cornerOf(frame, what);
  return stretchedFrame(frame, { corner: what, to: { x: corner.x + by.x, y: corner.y + by.y }, framed });
}

/** Where the pointer is, in shares of the picture. */
function pointIn(box: HTMLElement | null, { clientX, clientY }: PointerEvent): Point {
  const { left = 0, top = 0, width = 1, height = 1 } = box?.getBoundingClientRect() ?? {};
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}

/** Needs a listener that may refuse to scroll the page. */
function useWheelZoom(box: RefObject<HTMLElement | null>, onZoom: (factor: number) => void): void {
  const latest = useRef(onZoom);
  useEffect(() => {
    latest.current = onZoom;
  });
  useEffect(() => {
    const element = box.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current(Math.exp(event.deltaY * 0.001));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [box]);
}
