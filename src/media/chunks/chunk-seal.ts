import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { blocksAround, SUM_BLOCK_BYTES, type BlockSums } from '../../shared/block-sums.ts';
import { readRange } from '../../disk/read-range.ts';

/**
 * What stands behind the content of every chunk: whose it is, how long it is, and a checksum of each 64 KiB of it.
 * It looks like an empty box of MP4, which every reader of MP4 passes over.
 *
 * | bytes | what |
 * |---|---|
 * | 4 | length of the seal |
 * | 4 | `free` |
 * | 8 | `cutseal1` |
 * | 32 | SHA-256 of the chunk's key |
 * | 8 | length of the content |
 * | 4 each | CRC-32 of each block |
 * | 4 | CRC-32 of the seal up to here |
 * | 4 | length of the seal |
 *
 * A checksum and no signature: what it is against is a disk that was full, a power cut, a bad sector. Whoever may write
 * into the folder could write the seal, too.
 */
const mark = Buffer.from('freecutseal1');
const headBytes = 56;
const tailBytes = 8;

/** Blocks that are summed up at once. */
const stepBytes = 16 * SUM_BLOCK_BYTES;

/** Thrown where a chunk does not hold what was published, or is gone; `key` says which. */
export class DamagedChunkError extends Error {
  readonly key: string;

  constructor(path: string, what: string) {
    super(`The chunk ${basename(path)} ${what}.`);
    this.name = 'DamagedChunkError';
    this.key = basename(path);
  }
}

/** Writes the seal behind a file's content and waits until all of it is on the disk. */
export async function sealFile(path: string, key: string): Promise<BlockSums> {
  await using file = await open(path, 'r+');
  const { size } = await file.stat();
  const sums = { bytes: size, sums: await sumUp(file, size) };
  const seal = encodeSeal(key, sums);
  const { bytesWritten } = await file.write(seal, 0, seal.length, size);
  if (bytesWritten < seal.length) throw Object.assign(new Error('The disk is full.'), { code: 'ENOSPC' });
  await file.datasync();
  return sums;
}

/** The seal of a chunk, undefined where there is none that fits the file and the key: then it is not whole. */
export async function readSeal(file: FileHandle, key: string): Promise<BlockSums | undefined> {
  const { size } = await file.stat();
  if (size < headBytes + tailBytes) return undefined;
  const end = Buffer.from(await readRange(file, { offset: size - 4, size: 4, signal: undefined }));
  const length = end.length === 4 ? end.readUInt32BE(0) : 0;
  const bytes = size - length;
  if (bytes < 0 || length !== headBytes + 4 * blocksOf(bytes) + tailBytes) return undefined;
  const seal = Buffer.from(await readRange(file, { offset: bytes, size: length, signal: undefined }));
  const sums = Uint32Array.from({ length: blocksOf(bytes) }, (_, i) => seal.readUInt32BE(headBytes + 4 * i));
  return encodeSeal(key, { bytes, sums }).equals(seal) ? { bytes, sums } : undefined;
}

/** Throws a `DamagedChunkError` unless `bytes`, which stand at `offset` on a block's border, are what was sealed. */
export function requireIntact(
  path: string,
  sums: BlockSums,
  part: { bytes: Uint8Array; offset: number },
): void {
  const { bytes, offset } = part;
  for (let at = 0; at < bytes.length; at += SUM_BLOCK_BYTES) {
    const block = bytes.subarray(at, Math.min(at + SUM_BLOCK_BYTES, sums.bytes - offset));
    if (crc32(block) !== sums.sums[(offset + at) / SUM_BLOCK_BYTES])
      throw new DamagedChunkError(path, 'does not hold what was published');
  }
}

/** Reads bytes `[start, end)` of a sealed file's content; throws a `DamagedChunkError` where they are not as sealed. */
export async function readSealed(
  path: string,
  sums: BlockSums,
  [start, end]: readonly [number, number],
): Promise<Uint8Array> {
  await using file = await open(path, 'r').catch((error: unknown) => {
    throw goneOr(error, path);
  });
  const [from, to] = blocksAround(sums, start, Math.min(end, sums.bytes));
  const bytes = await readRange(file, { offset: from, size: to - from, signal: undefined });
  if (bytes.length < to - from) throw new DamagedChunkError(path, 'is cut short');
  requireIntact(path, sums, { bytes, offset: from });
  return bytes.subarray(start - from, Math.min(end, sums.bytes) - from);
}

/** A chunk that is not there any more is made again like one that is damaged; other errors stay what they are. */
export function goneOr(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' ? new DamagedChunkError(path, 'is gone') : error;
}

async function sumUp(file: FileHandle, size: number): Promise<Uint32Array> {
  const sums = new Uint32Array(blocksOf(size));
  for (let offset = 0; offset < size; offset += stepBytes) {
    const bytes = await readRange(file, {
      offset,
      size: Math.min(stepBytes, size - offset),
      signal: undefined,
    });
    for (let at = 0; at < bytes.length; at += SUM_BLOCK_BYTES)
      sums[(offset + at) / SUM_BLOCK_BYTES] = crc32(bytes.subarray(at, at + SUM_BLOCK_BYTES));
  }
  return sums;
}

function encodeSeal(key: string, { bytes, sums }: BlockSums): Buffer {
  const seal = Buffer.alloc(headBytes + 4 * sums.length + tailBytes);
  seal.writeUInt32BE(seal.length, 0);
  mark.copy(seal, 4);
  createHash('sha256').update(key).digest().copy(seal, 16);
  seal.writeBigUInt64BE(BigInt(bytes), 48);
  sums.forEach((sum, i) => seal.writeUInt32BE(sum, headBytes + 4 * i));
  seal.writeUInt32BE(crc32(seal.subarray(0, -tailBytes)), seal.length - 8);
  seal.writeUInt32BE(seal.length, seal.length - 4);
  return seal;
}

function blocksOf(bytes: number): number {
  return Math.ceil(bytes / SUM_BLOCK_BYTES);
}
