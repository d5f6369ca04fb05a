import type { ReadSource } from '../../media/reading/read-types.ts';
import { packetsByOrdinal, rangeOf, type PieceRange } from './reel-piece.ts';
import type { Reel } from './render-reel.ts';
import type { SpanToRender } from './render-span.ts';
import { fairFrames, longestFirst } from './share-of-work.ts';

/** Most frames that one child encodes: what is lost when it dies. */
const mostOfReel = 320;

/** Every piece brings the GOP along that it lies in, and all of them have to lie somewhere meanwhile. */
const most = { pieces: 24, bytes: 64e6 } as const;

/**
 * How many pixels are encoded in the time in which a byte is decoded: 5.4 ns each and 100 ns, measured on 720p of
 * 0.7 to 25 Mb/s. Sources differ more in their bytes than in their frames.
 */
const pixelsPerByte = 18;

/**
 * Shares out the spans that can be encoded from reels, source by source and in their order; the others are left.
 * The most expensive reels come first: what is left at the end is short, and no core waits long for another.
 */
export function planReels(
  works: readonly SpanToRender[],
  concurrency: number,
): { readonly reels: readonly Reel[]; readonly others: readonly SpanToRender[] } {
  const packetsOf = new Map<ReadSource, Int32Array>();
  const bySource = new Map<ReadSource, PieceRange[]>();
  const others: SpanToRender[] = [];
  for (const work of works) {
    const { source } = work;
    const packetOf = source && (packetsOf.get(source) ?? packetsByOrdinal(source.index));
    const range = packetOf && rangeOf(work, packetOf);
    if (!source || !packetOf || !range || range.bytes > most.bytes) {
      others.push(work);
      continue;
    }
    packetsOf.set(source, packetOf);
    const own = bySource.get(source) ?? [];
    own.push(range);
    bySource.set(source, own);
  }
  const ranges = [...bySource.values()].flat();
  const mostFrames = Math.min(mostOfReel, fairFrames(framesOf(ranges), concurrency));
  const reels = [...bySource].flatMap(([source, own]) =>
    shareOut(own, mostFrames).map((part) => ({ plan: part[0].work.plan, source, ranges: part })),
  );
  return { reels: longestFirst(reels, costOf), others };
}

function shareOut(ranges: readonly PieceRange[], mostFrames: number): [PieceRange, ...PieceRange[]][] {
  const parts: [PieceRange, ...PieceRange[]][] = [];
  let together = { frames: 0, bytes: 0 };
  for (const range of ranges) {
    const last = parts.at(-1);
    const frames = together.frames + range.work.span.frameCount;
    const bytes = together.bytes + range.bytes;
    if (last && last.length < most.pieces && frames <= mostFrames && bytes <= most.bytes) {
      last.push(range);
      together = { frames, bytes };
    } else {
      parts.push([range]);
      together = { frames: range.work.span.frameCount, bytes: range.bytes };
    }
  }
  return parts;
}

function costOf({ plan: { format }, ranges }: Reel): number {
  return bytesOf(ranges) * pixelsPerByte + framesOf(ranges) * format.width * format.height;
}

function framesOf(ranges: readonly PieceRange[]): number {
  return ranges.reduce((sum, { work }) => sum + work.span.frameCount, 0);
}

function bytesOf(ranges: readonly PieceRange[]): number {
  return ranges.reduce((sum, { bytes }) => sum + bytes, 0);
}
