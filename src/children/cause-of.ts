import type { ProblemCode } from '../contract/problems.ts';
import { classifyFailure } from '../ffmpeg/answers/classify-failure.ts';
import type { ChildLimits } from '../supervisor/start/child-limits.ts';
import type { ChildOutcome } from '../supervisor/watch/child-outcome.ts';

/** A child that has come so near to its limit was ended by it, whatever it says: x265 crashes or hangs. */
const starvedShare = 0.8;

/** What ended a child, where that is known: from its last words, its signal and the memory it had. */
export function causeOf(
  outcome: ChildOutcome,
  { memoryBytes = Infinity }: ChildLimits,
): ProblemCode | undefined {
  if (outcome.kind === 'not-started' || outcome.kind === 'spawn-failed') return undefined;
  // Its file would have grown into the space that is kept in reserve.
  if (outcome.kind === 'signaled' && outcome.signal === 'SIGXFSZ') return 'DISK_FULL';
  if (outcome.memoryKill) return 'OUT_OF_MEMORY';
  const said = classifyFailure(outcome.stderrTail);
  if (said === undefined && (outcome.peakMemoryBytes ?? 0) > starvedShare * memoryBytes)
    return 'OUT_OF_MEMORY';
  return said;
}
