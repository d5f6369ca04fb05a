import type { Programme } from '../../../edit/programme.ts';
import { isWithin, type TimelineLayout } from './layout.ts';
import { frameAtX, xOf, type Viewport } from './viewport.ts';

/** What lies under a point of the timeline. */
export type Hit =
  | { readonly kind: 'ruler' }
  | { readonly kind: 'cut'; readonly index: number }
  | { readonly kind: 'end'; readonly end: 'start' | 'end' }
  | { readonly kind: 'shot'; readonly index: number }
  | { readonly kind: 'lane'; readonly angleIndex: number; readonly index: number }
  | { readonly kind: 'nothing' };

/** How near a cut the pointer must be to take hold of it, in pixels. */
const reach = 6;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function hitAt(
  { programme, layout, view }: { programme: Programme; layout: TimelineLayout; view: Viewport },
  { x, y }: Point,
): Hit {
  if (isWithin(layout.ruler, y)) return { kind: 'ruler' };
  const index = shotIndexAt(programme, frameAtX(view, x));
  const lane = layout.lanes.findIndex((band) => isWithin(band, y));
  if (lane >= 0) return index === undefined ? { kind: 'nothing' } : { kind: 'lane', angleIndex: lane, index };
  if (isWithin(layout.shots, y) || isWithin(layout.sound, y)) {
    return (
      edgeAt(programme, view, x) ?? (index === undefined ? { kind: 'nothing' } : { kind: 'shot', index })
    );
  }
  return { kind: 'nothing' };
}

function edgeAt({ starts, total }: Programme, view: Viewport, x: number): Hit | undefined {
  if (total === 0) return undefined;
  let [best, distance] = [-1, reach];
  for (const [index, start] of [...starts, total].entries()) {
    const away = Math.abs(xOf(view, start) - x);
    if (away <= distance) [best, distance] = [index, away];
  }
  if (best < 0) return undefined;
  if (best === 0) return { kind: 'end', end: 'start' };
  return best === starts.length ? { kind: 'end', end: 'end' } : { kind: 'cut', index: best };
}

function shotIndexAt({ starts, total }: Programme, frame: number): number | undefined {
  if (frame < 0 || frame >= total) return undefined;
  const index = starts.findLastIndex((start) => start <= frame);
  return index < 0 ? undefined : index;
}
