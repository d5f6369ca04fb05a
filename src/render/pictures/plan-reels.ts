import type { ReadSource } from '../../media/reading/read-source.ts';
import { packetsByOrdinal, rangeOf, type PieceRange } from './reel-piece.ts';
import type { Reel } from './render-reel.ts';
import type { SpanToRender } from './render-span.ts';

/** Frames that one child encodes: what is lost when it dies, and the grain of work that children share. */
const frames = { least: 60, most: 320 } as const;

/** Every piece brings the GOP along that it lies in, and all of them have to lie somewhere meanwhile. */
const most = { pieces: 24, bytes: 64e6 } as const;

/**
 * How many pixels are encoded in the time in which a byte is decoded: 5.4 ns each and 100 ns, measured on 720p of
 * 0.7 to 25 Mb/s. Sources differ more in their bytes than in their frames.
 */
const pixelsPerByte = 18;

/**
 * Shares out the spans that can be encoded from reels, source by source and in their order; the others are left.
 * The dearest reels come first: what is left at the end is short, and no core waits long for another.
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
    bySource.set(source, [...(bySource.get(source) ?? []), range]);
  }
  const ranges = [...bySource.values()].flat();
  const fair = Math.ceil(framesOf(ranges) / (2 * concurrency));
  const mostFrames = Math.min(frames.most, Math.max(frames.least, fair));
  const reels = [...bySource].flatMap(([source, own]) =>
    shareOut(own, mostFrames).map((part) => ({ plan: part[0].work.plan, source, ranges: part })),
  );
  return { reels: reels.toSorted((a, b) => costOf(b) - costOf(a)), others };
}

function shareOut(ranges: readonly PieceRange[], mostFrames: number): [PieceRange, ...PieceRange[]][] {
  const parts: [PieceRange, ...PieceRange[]][] = [];
  for (const range of ranges) {
    const last = parts.at(-1);
    const together = last && [...last, range];
    const isFitting =
      together &&
      together.length <= most.pieces &&
      framesOf(together) <= mostFrames &&
      bytesOf(together) <= most.bytes;
    if (last && isFitting) last.push(range);
    else parts.push([range]);
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
