import type { ReadSource } from '../media/read-source.ts';
import { packetsByOrdinal, rangeOf, type PieceRange } from './reel-piece.ts';
import type { Reel } from './render-reel.ts';
import type { SpanToRender } from './render-span.ts';

/** Frames that one child encodes: what is lost when it dies, and the grain of work that children share. */
const frames = { least: 60, most: 320 } as const;

/** Every piece brings a GOP of its source along, which has to lie somewhere meanwhile. */
const mostPieces = 24;

/** Shares out the spans that can be encoded from reels, source by source and in their order; the others are left. */
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
    if (!source || !packetOf || !range) {
      others.push(work);
      continue;
    }
    packetsOf.set(source, packetOf);
    bySource.set(source, [...(bySource.get(source) ?? []), range]);
  }
  const ranges = [...bySource.values()].flat();
  const fair = Math.ceil(framesOf(ranges) / (2 * concurrency));
  const most = Math.min(frames.most, Math.max(frames.least, fair));
  const reels = [...bySource].flatMap(([source, own]) =>
    shareOut(own, most).map((part) => ({ plan: part[0].work.plan, source, ranges: part })),
  );
  return { reels, others };
}

function shareOut(ranges: readonly PieceRange[], most: number): [PieceRange, ...PieceRange[]][] {
  const parts: [PieceRange, ...PieceRange[]][] = [];
  for (const range of ranges) {
    const last = parts.at(-1);
    if (last && last.length < mostPieces && framesOf([...last, range]) <= most) last.push(range);
    else parts.push([range]);
  }
  return parts;
}

function framesOf(ranges: readonly PieceRange[]): number {
  return ranges.reduce((sum, { work }) => sum + work.span.frameCount, 0);
}
