import { freeBytes } from '../disk/disk-space.ts';
import { usableMemory } from '../supervisor/process/usable-memory.ts';
import type { ChildLimits } from '../supervisor/start/child-limits.ts';
import type { ChildSize } from './child-work.ts';

export interface LimitOptions {
  /** A folder on the disk that children write to. */
  readonly folder: string;
  /** Space on its disk that is never used, in bytes. */
  readonly reserveBytes: number;
}

/**
 * Measured: 4K through libx265 makes 1.5 GiB writable with 2 threads, 3.4 GiB with 16; 10 bits take twice that.
 * ffprobe takes 60 MB for the head of a file, with a few pictures of 8K in 10 bits 640 MB, and 60 MB more for a million packets.
 */
const baseBytes: Record<ChildSize, number> = { small: 768 * 2 ** 20, medium: 2 ** 31, large: 2 ** 32 };
/** Of what the machine or its control group has, the most that one child may take. */
export const childShare = 0.9;
const bytesPerThread = 256 * 2 ** 20;
/** Threads of this user on the whole machine: far above what encoders use, far below a fork bomb. */
const processes = 16_384;

/** What a child of this size, with so many threads, may not go beyond. */
export async function limitsOf(
  { folder, reserveBytes }: LimitOptions,
  { size, threads }: { readonly size: ChildSize; readonly threads: number },
): Promise<ChildLimits> {
  const wanted = baseBytes[size] + (size === 'large' ? threads * bytesPerThread : 0);
  return {
    memoryBytes: Math.min(childShare * usableMemory().bytes, wanted),
    // No file may grow into the reserve, whatever was estimated.
    fileBytes: Math.max(0, (await freeBytes(folder).catch(() => Infinity)) - reserveBytes),
    processes,
    isOffline: true,
  };
}
