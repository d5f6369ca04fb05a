import { moveCut, moveEnd, setShotAngle } from '../model/cutting.ts';
import { snapped, type Programme } from '../../../edit/programme.ts';
import { programmeIn, takeIn } from '../state/commands.ts';
import type { Studio } from '../state/studio-context.ts';
import { hitAt, type Hit, type Point } from './hit.ts';
import type { TimelineSurface } from './surface.ts';
import { frameAtX } from './viewport.ts';

/** One press of the pointer until it is let go. */
export interface Gesture {
  readonly move: (point: Point) => void;
  readonly end: (point: Point) => void;
  readonly cancel: () => void;
}

/** Within this many pixels things snap to each other. */
const snapPixels = 8;
/** Less movement than this, in pixels, is a click. */
const clickPixels = 4;

export interface GestureContext {
  readonly studio: Studio;
  readonly surface: TimelineSurface;
}

export function hitOn({ surface }: Pick<GestureContext, 'surface'>, point: Point): Hit {
  const { score, layout, view } = surface;
  return score ? hitAt({ programme: score.programme, layout, view }, point) : { kind: 'nothing' };
}

/** What pressing here begins; undefined where there is nothing to take hold of. */
export function beginGesture(context: GestureContext, start: Point): Gesture | undefined {
  const hit = hitOn(context, start);
  switch (hit.kind) {
    case 'ruler':
      return scrub(context, start);
    case 'cut':
      return dragCut(context, hit.index, start);
    case 'end':
      return dragEnd(context, hit.end, start);
    case 'shot':
      return selectRange(context, hit.index, start);
    case 'lane':
      return chooseAngle(context, hit);
    case 'nothing':
      return scrub(context, start);
  }
}

/** The playhead follows the pointer; it snaps to cuts. */
function scrub(context: GestureContext, start: Point): Gesture {
  const { player } = context.studio;
  player.pause();
  const move = ({ x }: Point) => {
    const programme = programmeIn(context.studio);
    const frame = snapTo(context, x, [...programme.starts, programme.total - 1]);
    player.seek(Math.max(0, frame));
  };
  move(start);
  return { move, end: () => {}, cancel: () => {} };
}

function dragCut(context: GestureContext, index: number, start: Point): Gesture {
  const { store, view, player } = context.studio;
  const take = takeIn(context.studio);
  const before = programmeIn(context.studio);
  const grip = (before.starts[index] ?? 0) - frameAtX(context.surface.view, start.x);
  player.pause();
  const grabbed = player.frame;
  view.setState({ selection: { kind: 'cut', index }, trimmedCut: index });
  const step = store.beginStep();
  return {
    move: ({ x }) => {
      const exact = frameAtX(context.surface.view, x) + grip;
      const to = snappedFrame(context, exact, othersOf(before, index, grabbed));
      step.to((edit) => moveCut(edit, index, { to, take }));
      const at = programmeIn(context.studio).starts[index];
      if (at !== undefined) player.seek(at);
    },
    end: () => {
      step.end();
      view.setState({ trimmedCut: undefined });
      const at = programmeIn(context.studio).starts[index];
      if (at !== undefined) player.seek(at);
    },
    cancel: () => {
      step.cancel();
      view.setState({ trimmedCut: undefined });
    },
  };
}

function dragEnd(context: GestureContext, end: 'start' | 'end', _start: Point): Gesture {
  const { store, view, player } = context.studio;
  const take = takeIn(context.studio);
  const before = programmeIn(context.studio);
  const zero = context.surface.view;
  player.pause();
  view.setState({ selection: undefined });
  const step = store.beginStep();
  return {
    move: ({ x }) => {
      const to = snappedFrame(context, frameAtX(zero, x), [...before.starts, before.total, player.frame]);
      step.to((edit) => moveEnd(edit, end, { to, take }));
    },
    end: step.end,
    cancel: step.cancel,
  };
}

/** A click chooses the shot; a drag chooses a range. */
function selectRange(context: GestureContext, index: number, start: Point): Gesture {
  const { view, player } = context.studio;
  const before = programmeIn(context.studio);
  const from = Math.max(0, snapTo(context, start.x, othersOf(before, -1, player.frame)));
  let isDrag = false;
  return {
    move: ({ x }) => {
      isDrag ||= Math.abs(x - start.x) > clickPixels;
      if (!isDrag) return;
      const at = Math.max(0, Math.min(snapTo(context, x, othersOf(before, -1, player.frame)), before.total));
      const range = { from: Math.min(from, at), to: Math.max(from, at) };
      view.setState({ selection: range.from < range.to ? { kind: 'range', ...range } : undefined });
    },
    end: () => {
      if (!isDrag) view.setState({ selection: { kind: 'shot', index } });
    },
    cancel: () => view.setState({ selection: undefined }),
  };
}

function chooseAngle({ studio }: GestureContext, hit: { angleIndex: number; index: number }): Gesture {
  const angle = studio.store.getState().edit.angles[hit.angleIndex];
  return {
    move: () => {},
    end: () => {
      if (angle) studio.store.change((edit) => setShotAngle(edit, hit.index, angle.id));
    },
    cancel: () => {},
  };
}

function othersOf({ starts, total }: Programme, index: number, playhead: number): readonly number[] {
  return [...starts.filter((_, other) => other !== index), total, playhead];
}

function snapTo(context: GestureContext, x: number, candidates: readonly number[]): number {
  return snappedFrame(context, frameAtX(context.surface.view, x), candidates);
}

function snappedFrame(
  { studio, surface }: GestureContext,
  exact: number,
  candidates: readonly number[],
): number {
  const frame = Math.round(exact);
  if (!studio.view.getState().isSnapping) return frame;
  return snapped(frame, candidates, snapPixels / surface.view.scale);
}
