import { lowerBound } from '../../shared/lower-bound.ts';
import type { Rational } from '../../timeline/rational.ts';
import type { PictureIndex } from './facts.ts';

/** One track's packets in decode order, as a container or ffprobe lists them. */
export interface PacketList {
  readonly timebase: Rational;
  /** Presentation ticks on the container's clock. */
  readonly pts: Float64Array;
  readonly size: Uint32Array;
  /** One of `BOUNDARY`. */
  readonly boundary: Uint8Array;
  /** 1 for packets that are decoded but not shown (an edit list starts later). */
  readonly isHidden: Uint8Array;
  /** Where the picture ends at the earliest, in ticks: last pts and its duration. */
  readonly endPts: number;
  /** The decode tick at which the clock starts again or jumps ahead by hours, where it does. */
  readonly clockJump?: number | undefined;
}

/** Sorts packets into presentation order and ranks them. `origin` and `end` as in `PictureTiming`. */
export function buildIndex(packets: PacketList, times: { origin: Rational; end: Rational }): PictureIndex {
  const count = packets.pts.length;
  const shown: number[] = [];
  for (let i = 0; i < count; i++) if (packets.isHidden[i] === 0) shown.push(i);
  const order = Int32Array.from(shown).sort((a, b) => (packets.pts[a] ?? 0) - (packets.pts[b] ?? 0) || a - b);
  const rank = new Int32Array(count);
  order.forEach((packet, ordinal) => (rank[packet] = ordinal));
  const pts = Float64Array.from(order, (packet) => packets.pts[packet] ?? 0);
  packets.isHidden.forEach((isHidden, packet) => {
    const time = packets.pts[packet] ?? 0;
    if (isHidden !== 0) rank[packet] = -1 - lowerBound(pts.length, (i) => (pts[i] ?? 0) >= time);
  });
  return {
    timing: { timebase: packets.timebase, pts, ...times },
    rank,
    boundary: packets.boundary,
    size: packets.size,
  };
}
