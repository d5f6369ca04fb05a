/** Bytes that one checksum of a sealed file covers; the last block may be shorter. */
export const SUM_BLOCK_BYTES = 2 ** 16;

/** Checksums of a file's content, block by block: with them any part of it can be checked while it is read. */
export interface BlockSums {
  /** Length of the content; what the file holds after it is not content. */
  readonly bytes: number;
  /** CRC-32 of each block of `SUM_BLOCK_BYTES`. */
  readonly sums: Uint32Array;
}

/** The whole blocks around bytes `[start, end)`, as bytes of the file. */
export function blocksAround({ bytes }: BlockSums, start: number, end: number): [start: number, end: number] {
  const from = Math.floor(start / SUM_BLOCK_BYTES) * SUM_BLOCK_BYTES;
  return [from, Math.max(end, Math.min(bytes, Math.ceil(end / SUM_BLOCK_BYTES) * SUM_BLOCK_BYTES))];
}
