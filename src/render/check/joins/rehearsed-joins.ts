import type { ReadSource } from '../../../media/reading/read-types.ts';
import { packetsOfCopy } from '../../movie/copied-run.ts';
import type { JoinStretch, WrittenPictures } from './join-stretches.ts';
import { framesLookedAt } from './join-windows.ts';
import type { Chunk } from '../../pictures/render-span.ts';

/** The end of a copied span behind which a tail follows that was encoded from the same packets. */
interface CopiedEnd {
  readonly stretch: JoinStretch;
  readonly source: ReadSource;
  /** Packets of the source, from the last keyframe on. */
  readonly packets: readonly number[];
}

export interface RehearsalEvidence {
  readonly sources: readonly (ReadSource | undefined)[];
  /** By span; undefined for copies. */
  readonly chunks: readonly (Chunk | undefined)[];
}

/**
 * Finds the joins whose copied side has been decoded already: the encoder of the tail behind went through the very
 * packets that stand before it, from their keyframe on, and its decoder had nothing to say. Decoding them once
 * more would cost half of what the encoding did. How a decoder gets over the join depends on the parameter sets of
 * both sides and on what it still holds back: of each such kind one join is decoded all the same.
 *
 * Answers each join that need not be decoded with the one of its kind that is. That the finished file holds these
 * very packets is for `compareWithFinished` to say.
 */
export function findRehearsed(
  written: WrittenPictures,
  evidence: RehearsalEvidence,
  stretches: readonly JoinStretch[],
): Map<JoinStretch, JoinStretch> {
  const ends = stretches.flatMap((stretch) => copiedEnd(written, evidence, stretch) ?? []);
  return pairWithExamples(ends.filter((end) => isInOrder(written, end)));
}

function copiedEnd(
  { plan }: WrittenPictures,
  { sources, chunks }: RehearsalEvidence,
  stretch: JoinStretch,
): CopiedEnd | undefined {
  const { span: index, from, join } = stretch.window;
  const span = plan.spans[index];
  const rehearsal = chunks[index + 1]?.rehearsal;
  if (span?.kind !== 'copy' || !rehearsal) return undefined;
  const source = sources[span.source];
  const packets = packetsOfCopy(span).slice(-(join - from));
  const isSameEntry = packets.length === join - from && packets[0] === rehearsal.fromPacket;
  const isEnough = rehearsal.frames >= Math.min(framesLookedAt.before, packets.length);
  return source && isSameEntry && isEnough ? { stretch, source, packets } : undefined;
}

/** Whether each picture stands where its source shows it, counted from the keyframe. */
function isInOrder({ order }: WrittenPictures, { stretch, source, packets }: CopiedEnd): boolean {
  const { from } = stretch.window;
  const frameOf = (packet: number) => source.index.rank[packet] ?? -1;
  const first = frameOf(packets[0] ?? -1);
  return packets.every((packet, i) => {
    const shownAfter = (order.pts[from + i] ?? NaN) - (order.pts[from] ?? NaN);
    return frameOf(packet) - first === shownAfter;
  });
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
