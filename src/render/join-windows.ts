import { isClean } from '../mp4/clean-point.ts';
import type { RunSamples } from '../mp4/picture-run.ts';
import { sliceRun } from '../mp4/picture-run.ts';
import type { Track } from '../mp4/track.ts';
import type { ExportPlan, Span } from '../planner/plan.ts';

/** A stretch of the finished file around one join that can be decoded by itself. */
export interface JoinWindow {
  /** The span before the join; the next one follows it. */
  readonly span: number;
  /** Output frame that the window starts at. */
  readonly firstFrame: number;
  readonly frameCount: number;
  /** In decode order; each lies in one span. */
  readonly parts: readonly { readonly samples: RunSamples; readonly entry: number }[];
}

/** How many frames behind a join are looked at, at least. */
const framesBehind = 2;

/**
 * The windows around every join that a copied span has part in: from the last keyframe before the join to a
 * clean point a few frames behind it. `track` is the finished file's: spans lie in it one after another.
 */
export function joinWindows(plan: ExportPlan, track: Track): JoinWindow[] {
  const ends = spanEnds(plan.spans);
  return plan.spans.slice(0, -1).flatMap((span, i) => {
    const next = plan.spans[i + 1];
    const join = ends[i];
    const end = ends[i + 1];
    if (!next || join === undefined || end === undefined) return [];
    if (span.kind !== 'copy' && next.kind !== 'copy') return [];
    const from = lastSync(track, join - 1);
    const to = cleanEnd(track, join, Math.min(end, join + framesBehind));
    return [
      {
        span: i,
        firstFrame: from,
        frameCount: to - from,
        parts: [partOf(track, from, join), partOf(track, join, to)],
      },
    ];
  });
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

function partOf(track: Track, from: number, to: number): JoinWindow['parts'][number] {
  return { samples: sliceRun(track.table, { from, to }), entry: track.table.entryIndex[from] ?? 0 };
}
