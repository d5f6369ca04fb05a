'use client';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useView } from '../state/studio-context.ts';
import { mostExtra } from './layout.ts';

const key = 'cutroom-timeline-height';
/** Pixels for one press of an arrow key. */
const keyStep = 20;

/** Makes the timeline higher: its upper edge is dragged. What was chosen is kept in this browser. */
export function HeightHandle() {
  const surface = useView(({ timeline }) => timeline);
  const [extra, setExtra] = useState(readKept);
  const held = useRef<{ readonly y: number; readonly extra: number }>(undefined);
  useEffect(() => surface?.setExtra(extra), [surface, extra]);
  const change = (wanted: number) => {
    const next = Math.round(Math.min(mostExtra, Math.max(0, wanted)));
    setExtra(next);
    keep(next);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label="Height of the timeline"
      aria-valuemin={0}
      aria-valuemax={mostExtra}
      aria-valuenow={extra}
      title="Drag to make the timeline taller"
      className="absolute inset-x-0 -top-1 z-10 h-2 cursor-row-resize touch-none rounded-sm hover:bg-focus/40 max-[899px]:hidden"
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { y: event.clientY, extra };
      }}
      onPointerMove={({ clientY }) => {
        if (held.current) change(held.current.extra + held.current.y - clientY);
      }}
      onPointerUp={() => (held.current = undefined)}
      onPointerCancel={() => (held.current = undefined)}
      onDoubleClick={() => change(0)}
      onKeyDown={(event: KeyboardEvent) => {
        const by = { ArrowUp: keyStep, ArrowDown: -keyStep }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        change(extra + by);
      }}
    />
  );
}

function readKept(): number {
  try {
    const kept = Number(localStorage.getItem(key));
    return Number.isFinite(kept) ? Math.min(mostExtra, Math.max(0, kept)) : 0;
  } catch {
    return 0;
  }
}

function keep(extra: number): void {
  try {
    localStorage.setItem(key, String(extra));
  } catch {
    // A browser that lets nothing be kept has the usual height next time.
  }
}
