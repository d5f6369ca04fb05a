import { isClean } from '../../../mp4/read/clean-point.ts';
import type { PictureOrder } from '../../../mp4/write/picture-order.ts';
import type { ExportPlan } from '../../../planner/plan/plan.ts';

/** A stretch of the export around one join that can be decoded by itself, in pictures of its movie. */
export interface JoinWindow {
  /** The span before the join; the next one follows it. */
  readonly span: number;
  /** The last keyframe before the join. */
  readonly from: number;
  readonly join: number;
  /** A clean point a few frames behind the join. */
  readonly to: number;
}

/** How many frames before and behind a join are looked at, at least. */
export const framesLookedAt = { before: 3, behind: 2 } as const;

/** The windows around every join that a copied span has part in. The movie has a run for each span. */
export function joinWindows(plan: ExportPlan, order: PictureOrder): JoinWindow[] {
  return plan.spans.slice(0, -1).flatMap((span, i) => {
    const next = plan.spans[i + 1];
    const join = order.runStarts[i + 1];
    const end = order.runStarts[i + 2];
    if (!next || join === undefined || end === undefined) return [];
    if (span.kind !== 'copy' && next.kind !== 'copy') return [];
    const to = cleanEnd(order, join, Math.min(end, join + framesLookedAt.behind));
    return [{ span: i, from: lastSync(order, join - 1), join, to }];
  });
}

/**
 * Pictures of a window that only have to be decoded if something is built from them: they are shown before the
 * frames that are looked at.
 */
export function picturesBefore({ from, join }: JoinWindow, { pts }: PictureOrder): number[] {
  const pictures = Array.from({ length: join - from }, (_, i) => from + i);
  const byTime = [...pictures].sort((a, b) => (pts[a] ?? 0) - (pts[b] ?? 0));
  return byTime.slice(0, Math.max(0, byTime.length - framesLookedAt.before));
}

/** Pictures of a window from the join on: the first of them is looked at, and so is all that is built from it. */
export function picturesBehind({ join, to }: JoinWindow): number[] {
  return Array.from({ length: to - join }, (_, i) => join + i);
}

/** Pictures that are shown before the keyframe that a window starts at: they look back past it. */
export function leadingPictures({ from, join }: JoinWindow, { pts }: PictureOrder): number[] {
  const pictures = Array.from({ length: join - from }, (_, i) => from + i);
  return pictures.filter((picture) => (pts[picture] ?? 0) < (pts[from] ?? 0));
}

function lastSync({ isSync }: PictureOrder, from: number): number {
  let picture = from;
  while (picture > 0 && isSync[picture] !== 1) picture--;
  return picture;
}

/** The first clean point at or behind `wanted`: what lies before it in the file is what is shown before it. */
function cleanEnd({ pts, count }: PictureOrder, join: number, wanted: number): number {
  for (let end = wanted; end < count; end++) if (isClean(pts, join, end)) return end;
  return count;
}
