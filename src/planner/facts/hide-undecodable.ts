import { toNumber } from '../../timeline/rational.ts';
import type { PacketList } from './build-index.ts';
import { mayLead } from './cut-start.ts';
import { BOUNDARY } from './facts.ts';

/** Farther in, a keyframe is not the first place to decode from: the stream does not mark them. In seconds. */
const farthest = 30;

/**
 * A recording that begins in the middle of a GOP: nothing can be decoded before its first keyframe, nor what follows
 * that one but is shown before it, because it looks back. These pictures count as not shown, as players have it.
 * The list itself where it begins as it should.
 */
export function hideUndecodable(packets: PacketList): PacketList {
  const { boundary, pts, timebase } = packets;
  const first = boundary.findIndex((kind) => kind !== BOUNDARY.none);
  const start = pts[first];
  const isCut = first > 0 || mayLead.has(boundary[0] ?? BOUNDARY.none);
  if (first < 0 || start === undefined || !isCut) return packets;
  const earliest = pts.subarray(0, first).reduce((least, tick) => Math.min(least, tick), start);
  if ((start - earliest) * toNumber(timebase) > farthest) return packets;
  const isHidden = packets.isHidden.slice().fill(1, 0, first);
  const isOpen = boundary[first] !== BOUNDARY.idr;
  for (let i = first + 1; isOpen && (pts[i] ?? Infinity) < start; i++) isHidden[i] = 1;
  return { ...packets, isHidden };
}
