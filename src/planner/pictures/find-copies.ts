import { lowerBound } from '../../shared/lower-bound.ts';
import { BOUNDARY, type PictureIndex } from '../facts/facts.ts';

/** A stretch of pictures that can be copied: ordinals `[firstOrdinal, endOrdinal)`, see `CopySpan`. */
export interface CopyRange {
  readonly firstOrdinal: number;
  readonly endOrdinal: number;
  readonly fromPacket: number;
  readonly toPacket: number;
  readonly skippedPackets: number;
}

/** The points of a stream at which a copy may start or end, in decode order. */
export interface CopyPoints {
  readonly starts: readonly CopyStart[];
  /** Packets before which everything stored has been shown: `packet[j]` ends at ordinal `ordinal[j]`. */
  readonly ends: { readonly packet: Int32Array; readonly ordinal: Int32Array };
  /** Packets that no copy may hold, ascending: they are decoded but not shown, or of other pictures than the rest. */
  readonly obstacles: Int32Array;
}

interface CopyStart {
  readonly packet: number;
  /** The first picture on screen: the keyframe itself, or the leading pictures that are built from it alone. */
  readonly ordinal: number;
  readonly skippedPackets: number;
}

/**
 * Reads the points off an index once. A point before packet *i* is *clean* when what is shown of the packets before
 * it are exactly the pictures shown before it; a copy may end at any clean point, without an IDR, and may start at a
 * clean IDR, leading pictures (RADL) included. A CRA or a recovery point may start a copy too once its leading pictures, which look back
 * past it, are left out.
 */
export function findCopyPoints(index: PictureIndex): CopyPoints {
  const count = index.rank.length;
  const starts: CopyStart[] = [];
  const packet = new Int32Array(count + 1);
  const ordinal = new Int32Array(count + 1);
  const obstacles = new Int32Array(count);
  let obstructing = 0;
  let isOther = false;
  let ends = 0;
  let shown = 0;
  let highest = -1;
  for (let i = 0; i <= count; i++) {
    const isClean = highest === shown - 1;
    if (isClean) {
      packet[ends] = i;
      ordinal[ends++] = shown;
    }
    if (i === count) break;
    const rank = index.rank[i] ?? -1;
    const start = startAt(index, i, { isClean, shown, highest });
    if (start) starts.push(start);
    const kind = index.boundary[i] ?? BOUNDARY.none;
    if (kind !== BOUNDARY.none) isOther = kind === BOUNDARY.other;
    if (rank < 0 || isOther) obstacles[obstructing++] = i;
    if (rank >= 0) shown++;
    if (rank > highest) highest = rank;
  }
  return {
    starts,
    ends: { packet: packet.subarray(0, ends), ordinal: ordinal.subarray(0, ends) },
    obstacles: obstacles.slice(0, obstructing),
  };
}

function startAt(
  index: PictureIndex,
  packet: number,
  before: { isClean: boolean; shown: number; highest: number },
): CopyStart | undefined {
  const rank = index.rank[packet] ?? -1;
  if (rank < 0) return undefined;
  const kind = index.boundary[packet];
  if (kind === BOUNDARY.idr && before.isClean) return { packet, ordinal: before.shown, skippedPackets: 0 };
  if ((kind !== BOUNDARY.cra && kind !== BOUNDARY.recovery) || rank <= before.highest) return undefined;
  return { packet, ordinal: rank, skippedPackets: countLeading(index, packet) };
}

/** Leading pictures follow their CRA at once in decode order and come before it on screen, shown or not. */
function countLeading(index: PictureIndex, packet: number): number {
  const rank = index.rank[packet] ?? -1;
  let count = 0;
  while (isBefore(index.rank[packet + 1 + count], rank)) count++;
  return count;
}

function isBefore(rank: number | undefined, ordinal: number): boolean {
  if (rank === undefined) return false;
  return rank >= 0 ? rank < ordinal : -1 - rank <= ordinal;
}

/** The longest copy inside the wanted pictures `[firstOrdinal, endOrdinal)`, or undefined where there is none. */
export function findCopyRange(
  points: CopyPoints,
  firstOrdinal: number,
  endOrdinal: number,
): CopyRange | undefined {
  const { starts, obstacles } = points;
  let longest: CopyRange | undefined;
  let at = lowerBound(starts.length, (i) => (starts[i]?.ordinal ?? 0) >= firstOrdinal);
  for (;;) {
    const start = starts[at];
    if (!start || endOrdinal - start.ordinal <= lengthOf(longest)) return longest;
    const first = start.packet + 1 + start.skippedPackets;
    const obstacle: number | undefined =
      obstacles[lowerBound(obstacles.length, (i) => (obstacles[i] ?? 0) >= first)];
    const range = rangeFrom(points, start, { endOrdinal, endPacket: obstacle ?? Infinity });
    if (lengthOf(range) > lengthOf(longest)) longest = range;
    // What begins before the obstacle is shorter than this one; what begins after it may be longer.
    if (!range) at++;
    else if (obstacle === undefined) return longest;
    else at = lowerBound(starts.length, (i) => (starts[i]?.packet ?? 0) > obstacle);
  }
}

function lengthOf(range: CopyRange | undefined): number {
  return range ? range.endOrdinal - range.firstOrdinal : 0;
}

function rangeFrom(
  { ends: { packet, ordinal } }: CopyPoints,
  start: CopyStart,
  limit: { endOrdinal: number; endPacket: number },
): CopyRange | undefined {
  const last = Math.min(
    lowerBound(ordinal.length, (i) => (ordinal[i] ?? 0) > limit.endOrdinal),
    lowerBound(packet.length, (i) => (packet[i] ?? 0) > limit.endPacket),
  );
  const end = { packet: packet[last - 1] ?? 0, ordinal: ordinal[last - 1] ?? 0 };
  const frames = end.ordinal - start.ordinal;
  // The packets are the frames, or nothing is copied: no plan may promise a file that its check refuses.
  const isWhole = end.packet - start.packet - start.skippedPackets === frames;
  if (frames <= 0 || !isWhole) return undefined;
  return {
    firstOrdinal: start.ordinal,
    endOrdinal: end.ordinal,
    fromPacket: start.packet,
    toPacket: end.packet,
    skippedPackets: start.skippedPackets,
  };
}
