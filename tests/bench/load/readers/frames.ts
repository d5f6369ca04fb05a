export interface Frame {
  readonly opcode: number;
  /** Where its payload begins and ends (not included) in the bytes that were read. */
  readonly start: number;
  readonly end: number;
}

/**
 * The frame that begins at `from`, of a server: not masked. Undefined while it is not whole. Frames of 4 GiB and more
 * are not understood.
 */
export function frameAt(bytes: Buffer, from: number, end: number): Frame | undefined {
  if (end - from < 2) return undefined;
  const opcode = bytes.readUInt8(from) & 0x0f;
  const short = bytes.readUInt8(from + 1) & 0x7f;
  const start = from + (short < 126 ? 2 : short === 126 ? 4 : 10);
  if (start > end) return undefined;
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(from + 2) : bytes.readUInt32BE(from + 6);
  return start + length > end ? undefined : { opcode, start, end: start + length };
}

/** A text of at most 64 KiB as a client sends it. A mask of zeros is a mask, and leaves the text as it is. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 6 : 8);
  head[0] = 0x81;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
