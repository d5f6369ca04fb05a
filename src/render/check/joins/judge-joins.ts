import { THUMBNAIL } from '../../../ffmpeg/pictures/encode-span-args.ts';
import { readSealed } from '../../../media/chunks/chunk-seal.ts';
import { areAlike, areSame } from './compare-thumbnails.ts';
import type { JoinStretch } from './join-stretches.ts';
import type { Chunk } from '../../pictures/render-span.ts';

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
  const wentInBefore = await thumbnailsOf(chunks[span]);
  const wentInBehind = await thumbnailsOf(chunks[span + 1]);
  const firstOfHead = ((wentInBefore?.length ?? 0) - head.length) / THUMBNAIL.bytes;
  // Copied pictures are the source's own packets; that they decode without a word is the proof, unless their source
  // was asked what it shows.
  return (
    (!wentInBefore || areAlike({ found: head, frame: firstOfHead, expected: wentInBefore })) &&
    (wentInBehind
      ? areAlike({ found: tail, frame: 0, expected: wentInBehind })
      : areSame(tail, copies.get(span + 1) ?? tail))
  );
}

/** The thumbnails that the encoder of a chunk took of what went in. */
export async function thumbnailsOf(chunk: Chunk | undefined): Promise<Buffer | undefined> {
  if (!chunk?.thumbnails) return undefined;
  const { path, sums } = chunk.thumbnails;
  return Buffer.from(await readSealed(path, sums, [0, sums.bytes]));
}
