import type { ReadableFile } from './open-readable.ts';

/** Gives bytes from a position: a file of ours, or one that anybody put there. */
export type Readable = Pick<ReadableFile, 'read'>;

const step = 8 * 2 ** 20;

/**
 * Reads `size` bytes at `offset`. The result is shorter where the file ends before that.
 * Rejects with `signal.reason` when aborted.
 */
export async function readRange(
  file: Readable,
  range: { offset: number; size: number; signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(range.size);
  let filled = 0;
  while (filled < range.size) {
    range.signal?.throwIfAborted();
    const length = Math.min(step, range.size - filled);
    const { bytesRead } = await file.read(bytes.subarray(filled, filled + length), {
      position: range.offset + filled,
    });
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
