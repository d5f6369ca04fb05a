import { THUMBNAIL } from '../../ffmpeg/encode-span-args.ts';
import { readSealed } from '../../media/chunks/chunk-seal.ts';
import type { JoinStretch } from './join-stretches.ts';
import type { Chunk } from '../pictures/render-span.ts';

/**
 * Mean difference of grey levels between a decoded thumbnail and its source. Encoding at the default quality
 * measures below 1.5, neighbouring frames of moving footage above 2; a broken picture far above.
 */
const greatestDifference = 4;

/** What a join is judged by. */
export interface JoinEvidence {
  /** By span; undefined for copies. */
  readonly chunks: readonly (Chunk | undefined)[];
  /** Thumbnails of what the finished file shows: before the join, where that was decoded, and behind it. */
  readonly decoded: Buffer | undefined;
  /** By span: thumbnails of the first pictures of copied spans, from their sources, of those that were asked. */
  readonly copies: ReadonlyMap<number, Buffer>;
}

/** Whether the finished file shows around a join what went into it. */
export async function isGoodJoin(
  { span, before, behind, runs }: JoinStretch,
  { chunks, decoded, copies }: JoinEvidence,
): Promise<boolean> {
  const bytesBefore = runs.includes(before) ? before.samples.count * THUMBNAIL.bytes : 0;
  if (decoded?.length !== bytesBefore + behind.samples.count * THUMBNAIL.bytes) return false;
  const head = decoded.subarray(0, bytesBefore);
  const tail = decoded.subarray(bytesBefore);
  const thumbnailsBefore = await thumbnailsOf(chunks[span]);
  const thumbnailsBehind = await thumbnailsOf(chunks[span + 1]);
  // Copied pictures are the source's own packets; that they decode without a word is the proof, unless their source
  // was asked what it shows.
  const expectedHead = thumbnailsBefore?.subarray(thumbnailsBefore.length - head.length) ?? head;
  const expectedTail = thumbnailsBehind?.subarray(0, tail.length) ?? copies.get(span + 1) ?? tail;
  return isAlike(head, expectedHead) && isAlike(tail, expectedTail);
}

/** The thumbnails that the encoder of a chunk took of what went in. */
export async function thumbnailsOf(chunk: Chunk | undefined): Promise<Buffer | undefined> {
  if (!chunk?.thumbnails) return undefined;
  const { path, sums } = chunk.thumbnails;
  return Buffer.from(await readSealed(path, sums, [0, sums.bytes]));
}

/** Whether every thumbnail of one stretch looks like the one in its place of the other. */
function isAlike(found: Buffer, expected: Buffer | undefined): boolean {
  if (expected?.length !== found.length) return false;
  for (let from = 0; from < found.length; from += THUMBNAIL.bytes) {
    let difference = 0;
    for (let i = from; i < from + THUMBNAIL.bytes; i++)
      difference += Math.abs((found[i] ?? 0) - (expected[i] ?? 0));
    if (difference > greatestDifference * THUMBNAIL.bytes) return false;
  }
  return true;
}
