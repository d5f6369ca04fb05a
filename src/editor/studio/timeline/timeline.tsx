'use client';
import { useEffect, useRef, useState, type MouseEvent, type PointerEvent, type RefObject } from 'react';
import { timecode } from '../../../edit/grid.ts';
import type { Lengths } from '../model/take.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import { usePlayer, useProgramme } from '../state/use-playback.ts';
import { beginGesture, hitOn, type Gesture } from './gestures.ts';
import type { Hit, Point } from './hit.ts';
import { TimelineSurface } from './surface.ts';
import { frameAtX } from './viewport.ts';

export interface TimelineProps {
  readonly lengths: Lengths;
}

/** The programme on its time line. What the pointer does here, keys and the list of cuts do too. */
export function Timeline({ lengths }: TimelineProps) {
  const studio = useStudio();
  const base = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [surface, setSurface] = useState<TimelineSurface>();
  useEffect(() => {
    if (!base.current || !overlay.current) return;
    const { player, pictures, view } = studio;
    const made = new TimelineSurface({ base: base.current, overlay: overlay.current, player, pictures });
    setSurface(made);
    view.setState({ timeline: made });
    return () => {
      made.close();
      view.setState({ timeline: undefined });
    };
  }, [studio]);
  useShownScene(surface, lengths);
  useWheel(box, surface);
  const pointer = usePointer(surface, overlay);
  return (
    <div ref={box} className="relative touch-none overflow-hidden select-none" data-testid="timeline">
      <canvas ref={base} aria-hidden className="block w-full" />
      <canvas ref={overlay} aria-hidden className="absolute inset-x-0 top-0 w-full" {...pointer} />
      <PlayheadSlider />
    </div>
  );
}

function useShownScene(surface: TimelineSurface | undefined, durations: Lengths): void {
  const edit = useEdit();
  const selection = useView((view) => view.selection);
  const { programme, grid } = useProgramme();
  useEffect(() => {
    surface?.show({ edit, programme, grid, durations }, selection);
  }, [surface, edit, programme, grid, selection, durations]);
}

/** Wheel scrolls, with Control or two fingers it zooms where the pointer is. Needs a listener that may refuse. */
function useWheel(box: RefObject<HTMLDivElement | null>, surface: TimelineSurface | undefined): void {
  useEffect(() => {
    const element = box.current;
    if (!element || !surface) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const x = event.clientX - element.getBoundingClientRect().left;
      if (event.ctrlKey || event.metaKey) surface.zoom(Math.exp(-event.deltaY * 0.006), x);
      else surface.scroll(Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [box, surface]);
}

const cursors: Record<Hit['kind'], string> = {
  ruler: 'default',
  cut: 'ew-resize',
  end: 'ew-resize',
  shot: 'default',
  lane: 'pointer',
  nothing: 'default',
};

function usePointer(surface: TimelineSurface | undefined, overlay: RefObject<HTMLCanvasElement | null>) {
  const studio = useStudio();
  const gesture = useRef<Gesture | undefined>(undefined);
  const pointOf = (event: PointerEvent | MouseEvent): Point => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const openShotMenu = (index: number, { x, y }: Point) => {
    const box = overlay.current?.getBoundingClientRect();
    studio.view.setState({ shotMenu: { index, x: (box?.left ?? 0) + x, y: (box?.top ?? 0) + y } });
  };
  const finish = (how: 'end' | 'cancel', point: Point) => {
    const current = gesture.current;
    gesture.current = undefined;
    if (how === 'end') current?.end(point);
    else current?.cancel();
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      if (!surface || event.button !== 0 || gesture.current) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      gesture.current = beginGesture({ studio, surface }, pointOf(event));
    },
    onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => {
      if (!surface) return;
      const point = pointOf(event);
      surface.setHover(Math.round(frameAtX(surface.view, point.x)));
      if (gesture.current) gesture.current.move(point);
      else event.currentTarget.style.cursor = cursors[hitOn({ surface }, point).kind];
    },
    onPointerUp: (event: PointerEvent<HTMLCanvasElement>) => finish('end', pointOf(event)),
    onPointerCancel: (event: PointerEvent<HTMLCanvasElement>) => finish('cancel', pointOf(event)),
    onPointerLeave: () => surface?.setHover(undefined),
    onContextMenu: (event: MouseEvent<HTMLCanvasElement>) => {
      event.preventDefault();
      if (!surface) return;
      const point = pointOf(event);
      const hit = hitOn({ surface }, point);
      if (hit.kind !== 'shot') return;
      studio.view.setState({ selection: { kind: 'shot', index: hit.index } });
      openShotMenu(hit.index, point);
    },
  };
}

/** The playhead for those who do not see it or use no mouse. */
function PlayheadSlider() {
  const { player } = useStudio();
  const { programme, grid } = useProgramme();
  const frame = usePlayer((now) => (now.speed === 0 ? now.frame : undefined));
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, programme.total - 1)}
      aria-valuenow={frame ?? player.frame}
      aria-valuetext={timecode(grid, frame ?? player.frame)}
      className="pointer-events-none absolute inset-0 rounded-sm outline-offset-[-2px]"
      onKeyDown={({ key }) => {
        const steps: Record<string, number> = {
          ArrowLeft: -1,
          ArrowRight: 1,
          Home: -Infinity,
          End: Infinity,
        };
        const by = steps[key];
        if (by !== undefined) player.seek(Math.max(0, player.frame + by));
      }}
    />
  );
}
