import type { PictureEdits } from '../../planner/facts/facts.ts';
import { add, isLess, rational, subtract, type Rational } from '../../timeline/rational.ts';

/**
 * Before the `-i` of a file whose edit list has several pieces: FFmpeg counts each from the first picture that is
 * decoded of it, and so shows reordered pictures frames early or late. Its pictures then have the times of their track.
 */
export function editArgs(edits: PictureEdits | undefined): string[] {
  return edits ? ['-ignore_editlist', '1'] : [];
}

/** Picks the pictures that the pieces show and gives each the time at which it is shown; first of all filters. */
export function editFilters(edits: PictureEdits | undefined): string[] {
  if (!edits) return [];
  const { timescale, pieces } = edits;
  // The end of the stream is given a time, too, or the last picture ends before it begins: nothing may be left out here.
  const times = pieces.map(({ first, from, at }, i) => {
    const next = pieces[i + 1];
    const until = next ? `*lt(PTS,${next.first})` : '';
    return `gte(PTS,${first})${until}*(max(PTS,${from})+${at - from})`;
  });
  const shown = pieces.map(({ first, end }) => `gte(pts,${first})*lt(pts,${end})`);
  return [`settb=1/${timescale}`, `select='${shown.join('+')}'`, `setpts='${times.join('+')}'`];
}

/** The time of the track at which something is decoded that is shown at an instant; both in seconds. */
export function trackSeconds(edits: PictureEdits | undefined, shownAt: Rational): Rational {
  if (!edits) return shownAt;
  const ticks = (count: number) => rational(BigInt(count), BigInt(edits.timescale));
  const piece = edits.pieces.findLast(({ at }) => !isLess(shownAt, ticks(at))) ?? edits.pieces[0];
  return piece ? add(shownAt, subtract(ticks(piece.from), ticks(piece.at))) : shownAt;
}

/** The tick at which a picture of the track is shown; undefined where it is not. */
export function shownTick({ pieces }: PictureEdits, tick: number): number | undefined {
  const piece = pieces.find(({ first, end }) => tick >= first && tick < end);
  return piece && Math.max(tick, piece.from) - piece.from + piece.at;
}
