import { readPeakMemoryBytes } from '../process/process-table.ts';

const MEMORY_PERIOD_MS = 500;

/** What is learned of a child by watching it. */
export interface Vitals {
  /** Any bytes were read, stderr included. */
  noteChunk(): void;
  /** It has started, and its memory is looked at, at most twice a second unless it is the `last` chance. */
  noteSign(chance?: 'last'): void;
  readonly chunkCount: () => number;
  readonly hasStarted: () => boolean;
  readonly peakMemoryBytes: () => number | undefined;
}

export function watchVitals(pid: number): Vitals {
  let chunkCount = 0;
  let hasStarted = false;
  let peakMemoryBytes: number | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    noteChunk: () => {
      chunkCount += 1;
    },
    noteSign: (chance) => {
      hasStarted = true;
      if (chance !== 'last' && performance.now() - lookedAt < MEMORY_PERIOD_MS) return;
      lookedAt = performance.now();
      peakMemoryBytes = readPeakMemoryBytes(pid) ?? peakMemoryBytes;
    },
    chunkCount: () => chunkCount,
    hasStarted: () => hasStarted,
    peakMemoryBytes: () => peakMemoryBytes,
  };
}
