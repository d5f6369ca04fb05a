import { totalmem } from 'node:os';
import type { ChildLimits } from '../../supervisor/child-command.ts';
import { detectAllWrappers, type Wrappers } from '../../supervisor/wrappers.ts';
import { freeBytes } from '../chunks/disk-room.ts';

/** What children that touch other people's files may not do. */
export interface Sandbox {
  readonly wrappers: Wrappers;
  /** Folders in which programs are looked up, `:`-separated; the usual ones where there is none. */
  readonly searchPath?: string | undefined;
  /** For a child with so many threads. */
  readonly limits: (threads: number) => Promise<ChildLimits>;
}

export interface SandboxOptions {
  /** The folder that children write to. */
  readonly folder: string;
  /** Room on its disk that is never used, in bytes. */
  readonly reserveBytes: number;
  readonly searchPath?: string | undefined;
}

/** Measured: 4K through libx265 makes 1.5 GiB writable with 2 threads, 3.4 GiB with 16; 10 bits take twice that. */
const baseBytes = 4 * 2 ** 30;
const bytesPerThread = 256 * 2 ** 20;
/** Threads of this user on the whole machine: far above what encoders use, far below a fork bomb. */
const processes = 16_384;

/** Finds out, once, what this system lets us take away from children. */
export function openSandbox({ folder, reserveBytes, searchPath }: SandboxOptions): Sandbox {
  const wrappers = detectAllWrappers(searchPath);
  const machine = 0.9 * usableMemoryBytes();
  return {
    wrappers,
    searchPath,
    limits: async (threads) => ({
      memoryBytes: Math.min(machine, baseBytes + threads * bytesPerThread),
      // No file may grow into the reserve, whatever was estimated.
      fileBytes: Math.max(0, (await freeBytes(folder).catch(() => Infinity)) - reserveBytes),
      processes,
      isOffline: true,
    }),
  };
}

/** What this process and its children may use: of the machine, or of its cgroup. */
function usableMemoryBytes(): number {
  const total = totalmem();
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(total, limit) : total;
}
