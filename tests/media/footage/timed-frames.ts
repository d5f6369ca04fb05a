import { PAINTED } from './paint-frames.ts';

/** Bytes of an EBML number that carries its own length marker. */
function vint(value: number): number[] {
  for (let bytes = 1; bytes <= 8; bytes += 1) {
    if (value < 2 ** (7 * bytes) - 1) {
      const digits = Array.from(
        { length: bytes },
        (_, at) => Math.floor(value / 2 ** (8 * (bytes - 1 - at))) & 0xff,
      );
      digits[0] = (digits[0] ?? 0) | (0x80 >> (bytes - 1));
      return digits;
    }
  }
  throw new RangeError(`${value} does not fit an EBML length`);
}

function element(id: number, content: Uint8Array | number[]): Uint8Array {
  const idBytes =
    id
      .toString(16)
      .match(/../g)
      ?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return Uint8Array.from([...idBytes, ...vint(content.length), ...content]);
}

const uint = (id: number, value: number): Uint8Array =>
  element(
    id,
    Array.from({ length: 6 }, (_, at) => Math.floor(value / 2 ** (8 * (5 - at))) & 0xff),
  );
const text = (id: number, value: string): Uint8Array => element(id, [...Buffer.from(value)]);
const group = (id: number, parts: readonly Uint8Array[]): Uint8Array => element(id, Buffer.concat(parts));

/** A Matroska beginning of unknown length: one uncompressed 4:2:0 track, clock in ms. */
function header(): Uint8Array {
  const picture = group(0xe0, [
    uint(0xb0, PAINTED.width),
    uint(0xba, PAINTED.height),
    text(0x2eb524, 'I420'),
  ]);
  const track = group(0xae, [
    uint(0xd7, 1),
    uint(0x73c5, 1),
    uint(0x83, 1),
    text(0x86, 'V_UNCOMPRESSED'),
    picture,
  ]);
  return Buffer.concat([
    group(0x1a45dfa3, [text(0x4282, 'matroska'), uint(0x4287, 4), uint(0x4285, 2)]),
    Uint8Array.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    group(0x1549a966, [uint(0x2ad7b1, 1_000_000)]),
    group(0x1654ae6b, [track]),
  ]);
}

/**
 * Raw frames with presentation times of their own, as a Matroska stream: rawvideo on a pipe knows only a
 * constant rate.
 */
export function* timedFrames(
  batches: Iterable<Uint8Array>,
  bytesPerFrame: number,
  timesMs: readonly number[],
): Generator<Uint8Array> {
  yield header();
  let frame = 0;
  for (const batch of batches) {
    for (let from = 0; from < batch.length; from += bytesPerFrame) {
      const timeMs = timesMs[frame] ?? 0;
      const block = element(0xa3, [0x81, 0, 0, 0x80, ...batch.subarray(from, from + bytesPerFrame)]);
      yield group(0x1f43b675, [uint(0xe7, timeMs), block]);
      frame += 1;
    }
  }
}
