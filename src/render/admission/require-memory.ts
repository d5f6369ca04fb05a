import { childShare } from '../../children/limits.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { NeededEncoder } from '../../ffmpeg/build/needed-encoders.ts';
import type { UsableMemory } from '../../supervisor/process/usable-memory.ts';

/**
 * Throws `OUT_OF_MEMORY` where one encoder of the export would take more than any child may have here: it would be ended by
 * the kernel, after some work and again with each retry.
 */
export function requireMemory(needed: readonly NeededEncoder[], { bytes, bound }: UsableMemory): void {
  const most = Math.max(0, ...needed.map(({ memoryBytes = 0 }) => memoryBytes));
  if (most <= childShare * bytes) return;
  const where = bound === 'group' ? 'the container or service' : 'this machine';
  throw new ProblemError({
    code: 'OUT_OF_MEMORY',
    message: `Encoding pictures of this size takes about ${gigabytes(most)} of memory, and ${where} has ${gigabytes(bytes)}.`,
    hint:
      bound === 'group'
        ? 'Raise its memory limit (MEMORY_LIMIT in docker-compose.yml, MemoryMax of a unit), or export in a smaller size.'
        : 'Export in a smaller size, or on a machine with more memory.',
  });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
