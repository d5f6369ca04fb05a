import { isClean } from '../mp4/clean-point.ts';
import type { Track } from '../mp4/track.ts';
import type { ExportPlan, Span } from '../planner/plan.ts';

/** A stretch of the finished file around one join that can be decoded by itself, in packets of its track. */
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

/**
 * The windows around every join that a copied span has part in. `track` is the finished file's: spans lie in it
 * one after another.
 */
export function joinWindows(plan: ExportPlan, track: Track): JoinWindow[] {
  const ends = spanEnds(plan.spans);
  return plan.spans.slice(0, -1).flatMap((span, i) => {
    const next = plan.spans[i + 1];
    const join = ends[i];
    const end = ends[i + 1];
    if (!next || join === undefined || end === undefined) return [];
    if (span.kind !== 'copy' && next.kind !== 'copy') return [];
    const to = cleanEnd(track, join, Math.min(end, join + framesLookedAt.behind));
    return [{ span: i, from: lastSync(track, join - 1), join, to }];
  });
}

/**
 * Packets of a window that only have to be decoded if something is built from them: they are shown before the
 * frames that are looked at.
 */
export function packetsBefore({ from, join }: JoinWindow, { table }: Track): number[] {
  const packets = Array.from({ length: join - from }, (_, i) => from + i);
  const byTime = [...packets].sort((a, b) => (table.pts[a] ?? 0) - (table.pts[b] ?? 0));
  return byTime.slice(0, Math.max(0, byTime.length - framesLookedAt.before));
}

/** Packets of a window from the join on: the first of them is looked at, and so is all that is built from it. */
export function packetsBehind({ join, to }: JoinWindow): number[] {
  return Array.from({ length: to - join }, (_, i) => join + i);
}

/** Packets that are shown before the keyframe that a window starts at: they look back past it. */
export function leadingPackets({ from, join }: JoinWindow, { table }: Track): number[] {
  const packets = Array.from({ length: join - from }, (_, i) => from + i);
  return packets.filter((packet) => (table.pts[packet] ?? 0) < (table.pts[from] ?? 0));
}

/** The packet (and frame: spans are self-contained) at which each span ends. */
function spanEnds(spans: readonly Span[]): number[] {
  let end = 0;
  return spans.map((span) => (end += span.frameCount));
}

function lastSync({ table }: Track, from: number): number {
  let packet = from;
  while (packet > 0 && table.isSync[packet] !== 1) packet--;
  return packet;
}

/** The first clean point at or behind `wanted`: what lies before it in the file is what is shown before it. */
function cleanEnd({ table }: Track, join: number, wanted: number): number {
  for (let end = wanted; end < table.count; end++) if (isClean(table.pts, join, end)) return end;
  return table.count;
}
