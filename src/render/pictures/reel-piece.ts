import { readIsDisposable } from '../../media/reading/mp4/mp4-nal-types.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import type { PictureRun } from '../../mp4/write/movie-spec.ts';
import { sliceRun } from '../../mp4/write/picture-run.ts';
import { BOUNDARY, type PictureIndex } from '../../planner/facts/facts.ts';
import { runOf } from '../movie/copied-run.ts';
import { rebaseRun } from '../movie/rebase-run.ts';
import type { Rehearsal, SpanToRender } from './render-span.ts';

/** One span's share of a reel: the packets that have to be decoded for it. */
export interface ReelPiece {
  readonly work: SpanToRender;
  readonly run: PictureRun;
  /** How many pictures of the run are shown before the first one of the span. */
  readonly skippedFrames: number;
  readonly rehearsal: Rehearsal;
}

/** Packets `[from, to)` in decode order, of which those for ordinals `[first, last]` are shown. */
export interface PieceRange {
  readonly work: SpanToRender;
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
  /** What the packets take at most. */
  readonly bytes: number;
}

/** Keyframes further apart than this are left to FFmpeg's own seeking: so long a piece is no small one. */
const furthestKeyframe = 1000;

/**
 * Whether a span can be encoded from a reel: pictures of H.264 or HEVC, one a frame, that need nothing done to them
 * and can be entered at an IDR.
 */
export function rangeOf(work: SpanToRender, packetOf: Int32Array): PieceRange | undefined {
  const { plan, span, source } = work;
  const { pictures } = span;
  if (!plan.format.isMatched || pictures.kind === 'black' || !pictures.isRun || !source?.bytes?.config)
    return undefined;
  const treatment = plan.treatments.get(pictures.source);
  const isPlain = treatment && !treatment.isDeinterlaced && !treatment.isLaidOnBlack && !treatment.placement;
  const { rotation, isMirrored, aperture } = source.facts.video;
  if (!isPlain || treatment.colour.kind !== 'keep' || rotation !== 0 || isMirrored || aperture)
    return undefined;
  const { firstOrdinal: first, lastOrdinal: last } = pictures;
  let to = 0;
  for (let ordinal = first; ordinal <= last; ordinal++) to = Math.max(to, (packetOf[ordinal] ?? 0) + 1);
  const from = entryBefore(source.index, { packet: packetOf[first] ?? 0, ordinal: first });
  if (from === undefined || source.index.boundary.subarray(from, to).includes(BOUNDARY.other))
    return undefined;
  // A reel shows all that lies between the first picture and the last one.
  const isCutOut = (rank: number) => rank < 0 && -1 - rank > first && -1 - rank <= last;
  if (source.index.rank.subarray(from, to).some(isCutOut)) return undefined;
  const bytes = source.index.size.subarray(from, to).reduce((sum, size) => sum + size, 0);
  return { work, from, to, first, last, bytes };
}

/** The packet of each presentation ordinal. */
export function packetsByOrdinal({ rank }: PictureIndex): Int32Array {
  const packetOf = new Int32Array(rank.length);
  rank.forEach((ordinal, packet) => {
    if (ordinal >= 0) packetOf[ordinal] = packet;
  });
  return packetOf;
}

/** The last IDR or recovery point at or before a packet that is not shown after its ordinal. */
function entryBefore(
  { boundary, rank }: PictureIndex,
  { packet, ordinal }: { packet: number; ordinal: number },
): number | undefined {
  for (let at = packet; at >= 0 && packet - at < furthestKeyframe; at--) {
    if (boundary[at] === BOUNDARY.other) return undefined;
    const shown = rank[at] ?? -1;
    const isEntry = boundary[at] === BOUNDARY.idr || boundary[at] === BOUNDARY.recovery;
    if (isEntry && shown >= 0 && shown <= ordinal) return at;
  }
  return undefined;
}

/** Picks the packets of spans of one source: what is neither shown nor looked back at is left out. */
export async function piecesOf(
  source: ReadSource,
  ranges: readonly PieceRange[],
  signal: AbortSignal,
): Promise<ReelPiece[]> {
  const { bytes, index } = source;
  if (!bytes?.config) return [];
  const { path, track, sums, config } = bytes;
  const { table } = track;
  const isWanted = ({ work, first, last }: PieceRange, packet: number) => {
    const ordinal = index.rank[packet] ?? -1;
    return ordinal >= Math.max(0, first - lookBackOf(work)) && ordinal <= last;
  };
  const unwanted = ranges.flatMap((range) =>
    Array.from({ length: range.to - range.from }, (_, i) => range.from + i).filter(
      (packet) => packet !== range.from && !isWanted(range, packet),
    ),
  );
  const framing = { codec: config.codec, lengthSize: config.nalLengthSize };
  const isDisposable = await readIsDisposable({ path, table, framing, signal }, unwanted);
  const disposable = new Set(unwanted.filter((_, i) => isDisposable[i]));
  const pieces: ReelPiece[] = [];
  for (const range of ranges) {
    const { work, from, to, first } = range;
    const skipped = new Set<number>();
    let skippedFrames = 0;
    const firstTime = table.pts[packetAt(index, range, first)] ?? 0;
    for (let packet = from; packet < to; packet++) {
      const time = table.pts[packet] ?? 0;
      // What is shown before the IDR itself looks back past it.
      const isLeft = time < (table.pts[from] ?? 0) || (disposable.has(packet) && !isWanted(range, packet));
      if (isLeft) skipped.add(packet);
      else if (time < firstTime) skippedFrames++;
    }
    const run = runOf({ path, track, sums }, sliceRun(table, { from, to, skipped }));
    const isRebased = index.boundary[from] === BOUNDARY.recovery;
    pieces.push({
      work,
      run: isRebased ? await rebaseRun(run, { bytes, packets: keptOf(range, skipped) }, signal) : run,
      skippedFrames,
      rehearsal: { fromPacket: from, frames: lookBackOf(work) },
    });
  }
  return pieces;
}

function keptOf({ from, to }: PieceRange, skipped: ReadonlySet<number>): number[] {
  const all = Array.from({ length: to - from }, (_, i) => from + i);
  return all.filter((packet) => !skipped.has(packet));
}

function lookBackOf({ lookBackFrames = 0 }: SpanToRender): number {
  return lookBackFrames;
}

function packetAt({ rank }: PictureIndex, { from, to }: PieceRange, ordinal: number): number {
  for (let packet = from; packet < to; packet++) if (rank[packet] === ordinal) return packet;
  return from;
}
