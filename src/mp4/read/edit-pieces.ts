import { medianGap } from '../../shared/median-gap.ts';
import type { Track } from './track.ts';

/** A stretch of a video track that its edit list shows, in ticks of the track. */
export interface EditPiece {
  /** Pictures whose own time lies in `[first, end)` are shown. */
  readonly first: number;
  readonly end: number;
  /** `[from, to)` of the track is on screen from `at` of the presentation on. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** When each sample is shown, by an edit list of several pieces. */
export interface PiecedTimes {
  readonly pieces: readonly EditPiece[];
  /** By sample: presentation ticks; of one that is hidden, an instant between its shown neighbours. */
  readonly pts: Float64Array;
  readonly isHidden: Uint8Array;
  /** When the last picture leaves the screen. */
  readonly endPts: number;
}

/** Each piece costs FFmpeg's filters a term of an expression. */
const mostPieces = 60;

/** Edits are counted in the movie's clock, often milliseconds: what is shown for less than this is rounding. Seconds. */
const rounding = 1 / 500;

/**
 * Reads an edit list of several pieces as ISO 14496-12 means it: each shows `[from, to)` of the track, the picture
 * that is on screen at `from` included. FFmpeg counts every piece from the first picture that is *decoded* of it, which
 * is frames off where pictures are reordered, so such tracks are read without its edit list. Undefined where there are
 * fewer than two pieces or too many, where they go back in the track, or where one is played at another speed.
 */
export function readPieces(track: Track, movieTimescale: number): PiecedTimes | undefined {
  const stretches = stretchesOf(track, movieTimescale);
  if (!stretches) return undefined;
  const { table, timescale } = track;
  const order = Int32Array.from(table.pts, (_, i) => i).sort(
    (a, b) => (table.pts[a] ?? 0) - (table.pts[b] ?? 0) || a - b,
  );
  const sorted = Float64Array.from(order, (sample) => table.pts[sample] ?? 0);
  const end = (sorted.at(-1) ?? 0) + (medianGap(sorted) ?? Math.round(timescale / 25));
  const least = timescale * rounding;
  const pieces: EditPiece[] = [];
  const isHidden = new Uint8Array(table.count).fill(1);
  const pts = new Float64Array(table.count);
  let next = 0;
  let endPts = 0;
  for (const { from, to, at } of stretches) {
    const shown: number[] = [];
    for (; next < sorted.length && (sorted[next] ?? 0) < to; next++) {
      const start = Math.max(sorted[next] ?? 0, from);
      const stop = Math.min(sorted[next + 1] ?? end, to);
      const sample = order[next] ?? 0;
      const isShown = stop - start > least;
      // A sliver at the end of a piece may be a picture of the next one.
      if (!isShown && stop === to) break;
      pts[sample] = at + start - from;
      if (!isShown) continue;
      isHidden[sample] = 0;
      endPts = at + stop - from;
      shown.push(next);
    }
    const [first, last] = [shown[0], shown.at(-1)].map((place) => sorted[place ?? -1]);
    if (first !== undefined && last !== undefined) pieces.push({ first, end: last + 1, from, to, at });
  }
  for (; next < sorted.length; next++) pts[order[next] ?? 0] = endPts + (sorted[next] ?? 0);
  return pieces.length > 1 ? { pieces, pts, isHidden, endPts } : undefined;
}

/**
 * Whether an edit list shows pieces that `readPieces` cannot read of pictures that are decoded in another order than they
 * are shown: FFmpeg hands those out at wrong instants, in a wrong order.
 */
export function isBeyondReading(track: Track, movieTimescale: number): boolean {
  const pieces = track.edits.filter(({ mediaTime }) => mediaTime >= 0);
  if (pieces.length < 2 || stretchesOf(track, movieTimescale)) return false;
  const { pts } = track.table;
  return pts.some((time, i) => time < (pts[i - 1] ?? time));
}

type Stretch = Pick<EditPiece, 'from' | 'to' | 'at'>;

/** The pieces as they stand in the list, holes left out. */
function stretchesOf({ edits, timescale }: Track, movieTimescale: number): Stretch[] | undefined {
  if (edits.length < 2 || edits.length > 2 * mostPieces) return undefined;
  const ticks = (duration: number) => (duration * timescale) / movieTimescale;
  const stretches: Stretch[] = [];
  let elapsed = 0;
  for (const { segmentDuration, mediaTime, rate } of edits) {
    const at = Math.round(ticks(elapsed));
    elapsed += segmentDuration;
    if (mediaTime === -1) continue;
    if (mediaTime < 0 || rate !== 1 || segmentDuration <= 0) return undefined;
    const previous = stretches.at(-1);
    if (previous && mediaTime < previous.to - timescale * rounding) return undefined;
    // Pieces that follow on overlap by a rounded tick.
    if (previous && mediaTime < previous.to) stretches[stretches.length - 1] = { ...previous, to: mediaTime };
    stretches.push({ from: mediaTime, to: mediaTime + Math.round(ticks(segmentDuration)), at });
  }
  return stretches.length > 1 && stretches.length <= mostPieces ? stretches : undefined;
}
