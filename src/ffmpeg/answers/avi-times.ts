import type { PacketList } from '../../planner/facts/build-index.ts';
import type { VideoFacts } from '../../planner/facts/facts.ts';
import { multiply, rational } from '../../timeline/rational.ts';
import { rowsOf } from './parse-packets.ts';

/** What the listing of an AVI comes to: when its pictures are shown, and what has to be minded about that. */
export interface AviTimes {
  readonly packets: PacketList;
  readonly facts: Pick<VideoFacts, 'decodeLag' | 'hasEmptyChunks' | 'leastGap'>;
}

/**
 * AVI has a chunk for each tick and says when that is decoded. Where pictures are reordered, which are as many at once as
 * the decoder reports, the one that is shown first gets the time of the packet with which it comes out, as FFmpeg counts
 * (`pkt_dts` in `guess_correct_pts`), and so on. `csv` is the listing that `packets` were parsed from.
 */
export function readAviTimes(
  csv: string,
  packets: PacketList,
  { timebase, reorderDepth }: Pick<VideoFacts, 'timebase' | 'reorderDepth'>,
): AviTimes {
  const decoded = packets.pts;
  const gaps = decoded.subarray(1).map((tick, i) => tick - (decoded[i] ?? tick));
  const step = gaps.reduce((least, gap) => Math.min(least, gap), gaps[0] ?? 1);
  const seconds = (ticks: number) => multiply(rational(BigInt(Math.round(ticks))), timebase);
  const facts = {
    ...(gaps.some((gap) => gap > 1) && { hasEmptyChunks: true }),
    ...(step > 1 && { leastGap: seconds(step) }),
  };
  if (!isReordered(csv, reorderDepth)) return { packets, facts };
  const last = decoded.at(-1) ?? 0;
  const pts = decoded.map(
    (_, i) => decoded[i + reorderDepth] ?? last + step * (i + reorderDepth - decoded.length + 1),
  );
  const decodeLag = seconds((pts[0] ?? 0) - (decoded[0] ?? 0));
  return { packets: { ...packets, pts }, facts: { ...facts, decodeLag } };
}

/** Of MPEG-4 FFmpeg makes up times for B-frames alone: those of their decoding. */
function isReordered(csv: string, reorderDepth: number): boolean {
  if (reorderDepth === 0) return false;
  const rows = rowsOf(csv).map((row) => row.split(',', 2));
  const isTold = ([pts, dts]: readonly string[]) => pts !== 'N/A' && pts !== dts;
  return rows.length > reorderDepth && !rows.some(isTold) && rows.some(([pts]) => pts === 'N/A');
}
