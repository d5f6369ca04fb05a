import type { ReadSource } from '../media/read-source.ts';
import type { PictureRun } from '../mp4/movie-spec.ts';
import type { CopySpan } from '../planner/plan.ts';
import { packetsOf, timescaleOf } from './assemble-movie.ts';
import type { FinishedFile, JoinStretch } from './join-stretches.ts';
import { framesLookedAt } from './join-windows.ts';
import type { Chunk } from './render-span.ts';
import { SampleLane, type LaneRun } from './write-movie-lane.ts';
import { editOf, editPicture } from './write-movie-pictures.ts';

/** What the export was put together from. */
export interface Origin {
  readonly sources: readonly (ReadSource | undefined)[];
  readonly chunks: readonly (Chunk | undefined)[];
  /** By span: what the writer was told to write. */
  readonly runs: readonly PictureRun[];
}

export interface RehearsedJoins {
  /** Joins before which nothing has to be decoded again, each with the one of its kind that is. */
  readonly example: ReadonlyMap<JoinStretch, JoinStretch>;
  /** Joins before which the finished file does not hold what its source holds. */
  readonly broken: ReadonlySet<JoinStretch>;
}

/** The end of a copied span behind which a tail follows that was encoded from the same packets. */
interface CopiedEnd {
  readonly stretch: JoinStretch;
  readonly source: ReadSource;
  readonly run: PictureRun;
  /** Which samples of the run: `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** The same in packets of the source. */
  readonly packets: readonly number[];
}

/**
 * Finds the joins whose copied side has been decoded already: the encoder of the tail behind went through the very
 * packets that stand before it, from their keyframe on, and its decoder had nothing to say. Decoding them once
 * more from the finished file would cost as much again as the encoding did; instead they are compared with the
 * source's, byte for byte and in their order of presentation. How a decoder gets over the join hangs on the
 * parameter sets of both sides and on what it still holds back: of each such kind one join is decoded all the same.
 */
export async function findRehearsed(
  file: FinishedFile,
  origin: Origin,
  stretches: readonly JoinStretch[],
): Promise<RehearsedJoins> {
  const ends = stretches.flatMap((stretch) => copiedEnd(file, origin, stretch) ?? []);
  const areSame = await compareBytes(file, ends);
  const same = ends.filter((end, i) => areSame[i] === true && isInOrder(file, end));
  const proven = new Set(same);
  return {
    example: pairWithExamples(same),
    broken: new Set(ends.flatMap((end) => (proven.has(end) ? [] : [end.stretch]))),
  };
}

function copiedEnd(
  { plan }: FinishedFile,
  { sources, chunks, runs }: Origin,
  stretch: JoinStretch,
): CopiedEnd | undefined {
  const { window } = stretch;
  const span = plan.spans[window.span];
  const rehearsal = chunks[window.span + 1]?.rehearsal;
  const run = runs[window.span];
  if (span?.kind !== 'copy' || !rehearsal || !run) return undefined;
  const source = sources[span.source];
  const length = window.join - window.from;
  const [from, to] = [span.frameCount - length, span.frameCount];
  const packets = packetsOf(span).slice(Math.max(0, from));
  const isSameEntry = from >= 0 && packets[0] === rehearsal.fromPacket;
  const isEnough = rehearsal.frames >= Math.min(framesLookedAt.before, length);
  if (!source || !isSameEntry || !isEnough) return undefined;
  return { stretch, source, run, from, to, packets: endsAt(source, span, packets) };
}

/** Only what ends where the span ends is its end. */
function endsAt({ index }: ReadSource, span: CopySpan, packets: readonly number[]): readonly number[] {
  const last = packets.reduce((latest, packet) => Math.max(latest, index.rank[packet] ?? -1), -1);
  return last === span.firstOrdinal + span.frameCount - 1 ? packets : [];
}

/** Whether each picture stands where its source shows it, counted from the keyframe. */
function isInOrder({ track, plan }: FinishedFile, { stretch, source, packets }: CopiedEnd): boolean {
  const { from, join } = stretch.window;
  const { ticksPerFrame } = timescaleOf(plan);
  const { pts } = track.table;
  const { rank } = source.index;
  const first = packets[0];
  if (first === undefined || packets.length !== join - from) return false;
  return packets.every((packet, i) => {
    const frames = (rank[packet] ?? -1) - (rank[first] ?? -1);
    return (pts[from + i] ?? NaN) - (pts[from] ?? NaN) === frames * ticksPerFrame;
  });
}

/** Whether the finished file holds each end as the writer was to write it; reads both sides once. */
async function compareBytes(file: FinishedFile, ends: readonly CopiedEnd[]): Promise<boolean[]> {
  const { table } = file.track;
  const written = ends.map(({ stretch: { window } }): LaneRun => {
    const { from, join } = window;
    return { path: file.path, offset: table.offset.slice(from, join), size: table.size.slice(from, join) };
  });
  const wanted = ends.map(({ run, from, to }): LaneRun => {
    const { offset, size } = run.samples;
    return { path: run.path, offset: offset.slice(from, to), size: size.slice(from, to) };
  });
  const lanes = [new SampleLane(written, file.signal), new SampleLane(wanted, file.signal)] as const;
  const areSame: boolean[] = [];
  try {
    for (const [at, { run, from, to }] of ends.entries()) {
      const edits = editOf(run);
      let isSame = true;
      for (let i = 0; i < to - from; i++) {
        const found = lanes[0].peek(at, i) ?? (await lanes[0].read(at, i));
        const source = lanes[1].peek(at, i) ?? (await lanes[1].read(at, i));
        const edit = edits?.(from + i);
        isSame = isMadeOf(found, edit ? editPicture(source, edit, run) : [source]) && isSame;
      }
      areSame.push(isSame);
    }
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
  return areSame;
}

function isMadeOf(found: Uint8Array, parts: readonly Uint8Array[]): boolean {
  let at = 0;
  for (const part of parts) {
    if (Buffer.compare(found.subarray(at, at + part.length), part) !== 0) return false;
    at += part.length;
  }
  return at === found.length;
}

/** Pairs each join with the shortest of its kind; that one is decoded itself and stands for the others. */
function pairWithExamples(ends: readonly CopiedEnd[]): Map<JoinStretch, JoinStretch> {
  const kinds = new Map<string, CopiedEnd>();
  const byLength = [...ends].sort((a, b) => a.packets.length - b.packets.length);
  const example = new Map<JoinStretch, JoinStretch>();
  for (const end of byLength) {
    const kind = kindOf(end);
    const known = kinds.get(kind);
    if (known) example.set(end.stretch, known.stretch);
    else kinds.set(kind, end);
  }
  return example;
}

/** What a decoder meets at a join: two descriptions, and the order of the pictures that it may still hold back. */
function kindOf({ stretch, source, packets }: CopiedEnd): string {
  const { before, behind } = stretch;
  const heldBack = source.facts.video.reorderDepth + 2;
  const ranks = packets.slice(-heldBack).map((packet) => source.index.rank[packet] ?? -1);
  const last = Math.max(...ranks);
  const entries = [before, behind].map(({ sampleEntry }) => Buffer.from(sampleEntry).toString('base64'));
  return JSON.stringify([...entries, ranks.map((rank) => last - rank)]);
}
