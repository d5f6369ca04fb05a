import type { SampleTable } from './sample-table.ts';
import type { EditEntry, Track } from './track.ts';

/** How an edit list moves a track: every sample by the same amount, and some are not shown. */
export interface Shift {
  readonly kind: 'shift';
  /** Added to `table.pts` it gives the presentation time FFmpeg reports, in ticks of the track. */
  readonly ticks: number;
  /** Samples whose `table.pts` lies in `[keptFrom, keptUntil)` are shown; the others are only decoded. */
  readonly keptFrom: number;
  readonly keptUntil: number;
}

/** Edit lists that repeat, reorder, stretch or cut out parts: another reader has to be asked. */
export interface ComplexEdits {
  readonly kind: 'complex';
}

const complex: ComplexEdits = { kind: 'complex' };

/**
 * The presentation times of a track as FFmpeg (and so Chromium) sees them: no edits; one edit; or one empty
 * edit and then one edit. A video whose first shown picture does not stand on the edit's first instant is moved
 * there, because that is what FFmpeg does and what its seeking then counts from. Of sound, the packet that
 * reaches over `keptFrom` is heard in part.
 */
export function presentationShift(track: Track, movieTimescale: number): Shift | ComplexEdits {
  const { edits, timescale } = track;
  if (edits.length === 0) return { kind: 'shift', ticks: 0, keptFrom: -Infinity, keptUntil: Infinity };
  const [first, second] = edits;
  const empty = first?.mediaTime === -1 ? first : undefined;
  const edit = empty ? second : first;
  if (!edit || !isPlain(edit) || edits.length !== (empty ? 2 : 1)) return complex;
  const delay = empty ? rescale(empty.segmentDuration, timescale, movieTimescale) : 0;
  const keptFrom = edit.mediaTime;
  const keptUntil = keptFrom + rescale(edit.segmentDuration, timescale, movieTimescale);
  if (track.kind !== 'video') return { kind: 'shift', ticks: delay - keptFrom, keptFrom, keptUntil };
  const start = firstShown(track.table, { keptFrom, keptUntil });
  // Where pictures are presented before they are decoded, what FFmpeg does depends on their order.
  if (!start || start.pts < start.dts) return complex;
  return { kind: 'shift', ticks: delay - start.pts, keptFrom, keptUntil };
}

function isPlain(edit: EditEntry): boolean {
  return edit.mediaTime >= 0 && edit.segmentDuration > 0 && edit.rate === 1;
}

/** As FFmpeg rounds: to the nearest, halves away from zero (the values here are never negative). */
function rescale(value: number, to: number, from: number): number {
  const [v, t, f] = [BigInt(value), BigInt(to), BigInt(from)];
  return Number((2n * v * t + f) / (2n * f));
}

/**
 * Of the pictures that are shown: the dts of the first in decode order, and the lowest pts. FFmpeg moves the
 * latter to the edit's first instant (`mov_fix_index`).
 */
function firstShown(
  table: SampleTable,
  kept: { keptFrom: number; keptUntil: number },
): { dts: number; pts: number } | undefined {
  let dts: number | undefined;
  let lowest = Infinity;
  for (let i = seekKeyframe(table, kept.keptFrom); i < table.count; i++) {
    const pts = table.pts[i] ?? 0;
    if (pts < kept.keptFrom || pts >= kept.keptUntil) continue;
    dts ??= table.dts[i] ?? 0;
    if (pts < lowest) lowest = pts;
  }
  return dts === undefined ? undefined : { dts, pts: lowest };
}

/** The last keyframe whose pts is not after the instant, or the first sample. */
function seekKeyframe(table: SampleTable, pts: number): number {
  let found = 0;
  for (let i = 0; i < table.count && (table.dts[i] ?? 0) <= pts; i++) {
    if (table.isSync[i] === 1 && (table.pts[i] ?? 0) <= pts) found = i;
  }
  return found;
}
