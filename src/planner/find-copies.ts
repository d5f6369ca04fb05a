import { lowerBound } from '../shared/lower-bound.ts';
import { BOUNDARY, type PictureIndex } from './facts.ts';

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
}

interface CopyStart {
  readonly packet: number;
  readonly ordinal: number;
  readonly skippedPackets: number;
}

/**
 * Reads the points off an index once. A point before packet *i* is *clean* when the packets before it are
 * exactly the pictures shown before it; a copy may end at any clean point, without an IDR, and may start at
 * a clean IDR. A CRA may start a copy too once its leading pictures, which look back past it, are left out.
 */
export function findCopyPoints(index: PictureIndex): CopyPoints {
  const count = index.rank.length;
  const starts: CopyStart[] = [];
  const packet = new Int32Array(count + 1);
  const ordinal = new Int32Array(count + 1);
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
    const start = startAt(index, i, { isClean, highest });
    if (start) starts.push(start);
    if (rank >= 0) shown++;
    if (rank > highest) highest = rank;
  }
  return { starts, ends: { packet: packet.subarray(0, ends), ordinal: ordinal.subarray(0, ends) } };
}

function startAt(
  index: PictureIndex,
  packet: number,
  before: { isClean: boolean; highest: number },
): CopyStart | undefined {
  const rank = index.rank[packet] ?? -1;
  if (rank < 0) return undefined;
  const kind = index.boundary[packet];
  if (kind === BOUNDARY.idr && before.isClean) return { packet, ordinal: rank, skippedPackets: 0 };
  if (kind !== BOUNDARY.cra || rank <= before.highest) return undefined;
  return { packet, ordinal: rank, skippedPackets: countLeading(index, packet) };
}

/** Leading pictures follow their CRA at once in decode order and come before it on screen. */
function countLeading(index: PictureIndex, packet: number): number {
  const rank = index.rank[packet] ?? -1;
  let count = 0;
  while ((index.rank[packet + 1 + count] ?? Infinity) < rank) count++;
  return count;
}

/** The longest copy inside the wanted pictures `[firstOrdinal, endOrdinal)`, or undefined where there is none. */
export function findCopyRange(
  points: CopyPoints,
  firstOrdinal: number,
  endOrdinal: number,
): CopyRange | undefined {
  const start =
    points.starts[lowerBound(points.starts.length, (i) => (points.starts[i]?.ordinal ?? 0) >= firstOrdinal)];
  if (!start || start.ordinal >= endOrdinal) return undefined;
  const { packet, ordinal } = points.ends;
  const last = lowerBound(ordinal.length, (i) => (ordinal[i] ?? 0) > endOrdinal) - 1;
  const end = { packet: packet[last] ?? 0, ordinal: ordinal[last] ?? 0 };
  if (end.ordinal <= start.ordinal || end.packet <= start.packet + start.skippedPackets) return undefined;
  return {
    firstOrdinal: start.ordinal,
    endOrdinal: end.ordinal,
    fromPacket: start.packet,
    toPacket: end.packet,
    skippedPackets: start.skippedPackets,
  };
}
