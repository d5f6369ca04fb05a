import { THUMBNAIL } from '../../../ffmpeg/pictures/encode-span-args.ts';

/** Planes of a thumbnail: lightness and both colours, each `[start, end)`. */
const planes = planesOf();

/**
 * Mean difference of levels in a plane between a decoded thumbnail and its source. Encoding at the default quality
 * measures below 1.5, neighbouring frames of moving footage above 2; a broken picture far above.
 */
const greatestMean = 4;

/** Difference of a single sample, which a small part of a picture shows: encoding measures below 20. */
const greatestDifference = 40;

/**
 * Samples that differ by so much between two pictures of the source tell them apart even in calm footage: an encoder
 * leaves out less than that.
 */
const tellingDifference = 5;

/** Copied pictures are the source's own packets: their decoders agree to the bit. */
export function areSame(found: Buffer, expected: Buffer | undefined): boolean {
  return expected !== undefined && found.equals(expected);
}

/** Where thumbnails stand among those of a span: the first of them is that of its frame `frame`. */
export interface EncodedThumbnails {
  readonly found: Buffer;
  readonly frame: number;
  /** Of the whole span: what went into the encoder. */
  readonly expected: Buffer;
}

/**
 * Whether every decoded thumbnail looks like what went into the encoder in its place, in every plane and nowhere quite
 * unlike it, and no more like the frame before or after it: that is a picture shown twice, or in the wrong place.
 */
export function areAlike({ found, frame, expected }: EncodedThumbnails): boolean {
  const count = found.length / THUMBNAIL.bytes;
  if (!Number.isInteger(count) || frame < 0 || (frame + count) * THUMBNAIL.bytes > expected.length)
    return false;
  for (let i = 0; i < count; i++) {
    const one = pictureAt(found, i);
    const own = pictureAt(expected, frame + i);
    if (!isNear(one, own, { mean: greatestMean, one: greatestDifference })) return false;
    for (const neighbour of [pictureAt(expected, frame + i - 1), pictureAt(expected, frame + i + 1)])
      if (isNearer(one, neighbour, own)) return false;
  }
  return true;
}

/** What is garbage differs by far more than any encoder or a decoder without deblocking. */
const unrecognisable = 3 * greatestMean;

/** Whether every decoded thumbnail can be taken for what went in at its place: no more than that nothing is broken. */
export function areRecognisable({ found, frame, expected }: EncodedThumbnails): boolean {
  const count = found.length / THUMBNAIL.bytes;
  const own = expected.subarray(frame * THUMBNAIL.bytes, (frame + count) * THUMBNAIL.bytes);
  if (own.length !== found.length) return false;
  return Array.from({ length: count }, (_, i) => i).every((i) =>
    isNear(pictureAt(found, i), pictureAt(own, i), { mean: unrecognisable, one: 255 }),
  );
}

function pictureAt(thumbnails: Buffer, frame: number): Buffer {
  const start = Math.max(0, frame * THUMBNAIL.bytes);
  return thumbnails.subarray(start, Math.max(start, (frame + 1) * THUMBNAIL.bytes));
}

function isNear(found: Buffer, expected: Buffer, most: { mean: number; one: number }): boolean {
  return planes.every(([start, end]) => {
    let sum = 0;
    for (let i = start; i < end; i++) {
      const difference = Math.abs((found[i] ?? 0) - (expected[i] ?? 0));
      if (difference > most.one) return false;
      sum += difference;
    }
    return sum <= most.mean * (end - start);
  });
}

/** Whether a picture is nearer to another than to its own, where those two differ enough to tell. */
function isNearer(found: Buffer, other: Buffer, own: Buffer): boolean {
  if (other.length !== own.length) return false;
  let [toOther, toOwn] = [0, 0];
  for (let i = 0; i < own.length; i++) {
    const [here, there, is] = [own[i] ?? 0, other[i] ?? 0, found[i] ?? 0];
    if (Math.abs(here - there) < tellingDifference) continue;
    toOwn += Math.abs(is - here);
    toOther += Math.abs(is - there);
  }
  return toOther < toOwn;
}

function planesOf(): (readonly [start: number, end: number])[] {
  const luma = THUMBNAIL.width * THUMBNAIL.height;
  const chroma = luma / 4;
  return [
    [0, luma],
    [luma, luma + chroma],
    [luma + chroma, luma + 2 * chroma],
  ];
}
