import { describeOutcome, lastWordsOf, machineProblemOf } from '../../children/child-problems.ts';
import type { ChildEnd } from '../../children/child-work.ts';
import { ProblemError, type Problem } from '../../contract/problems.ts';
import type { SourceGuard } from '../../media/reading/source-guard.ts';
import type { Tools } from '../../media/reading/tools.ts';
import { hasExitedCleanly } from '../../supervisor/child-outcome.ts';
import type { ChildLog } from './child-log.ts';

/** What every child of one export shares. */
export interface ChildContext {
  readonly tools: Tools;
  readonly signal: AbortSignal;
  readonly log: ChildLog;
  /** Of the sources that they read. */
  readonly guard: SourceGuard;
  /** Children of a higher priority start first. */
  readonly priority: number;
}

export interface ChildTask {
  /** `span 12 of 155`: for the log and the problem. */
  readonly label: string;
  /** The arguments, once the child's share of the cores is known. */
  readonly args: (threads: number) => readonly string[];
  /** Absolute paths of the files it reads: all that it gets to see, where the system allows it. */
  readonly reads: readonly string[];
  /** Absolute paths of the files it writes. */
  readonly writes: readonly string[];
  /** Frames the child has written, as it reports them. */
  readonly onFrames?: (frames: number) => void;
  /** Seconds of sound the child has written. */
  readonly onSeconds?: (seconds: number) => void;
  /** Takes what the child prints; progress then comes on fd 3. */
  readonly onData?: (bytes: Uint8Array) => Promise<void>;
}

/** The pool was closed while an export still wanted something of it. Not a failure: the export was stopped. */
export class StoppedError extends Error {
  readonly reason: 'cancel' | 'shutdown';

  constructor(reason: 'cancel' | 'shutdown') {
    super(`The children were stopped (${reason}).`);
    this.name = 'StoppedError';
    this.reason = reason;
  }
}

/**
 * Waits for a slot, runs one ffmpeg to its end and answers what it complained about; throws a `ProblemError` unless
 * it exited with 0. When stopped, by the signal or because the pool was closed, it throws the signal's
 * reason, or a `StoppedError`, after the child is dead. Exit 0 proves nothing yet: whoever asked for the file checks it.
 */
export async function runChild(context: ChildContext, task: ChildTask): Promise<string> {
  const { tools, signal, log, priority } = context;
  const { label, args, reads, writes, onFrames, onSeconds, onData } = task;
  const end = await tools.children.run({
    ...{ program: 'ffmpeg', kind: 'work', yields: false, label, args, priority, signal, onFrames, onSeconds },
    uses: { reads, writes, size: 'large' },
    output: onData ? { onData } : 'progress',
  });
  signal.throwIfAborted();
  const { outcome, argv, cause } = end;
  // The pool was closed around the export: what became of the child says nothing of the work.
  const { stopReason, stderrTail: stderr } = outcome;
  if (stopReason === 'shutdown' || stopReason === 'cancel') throw new StoppedError(stopReason);
  const durationMs = Math.round(outcome.durationMs);
  log.write({ event: 'child', task: label, argv, outcome: describeOutcome(outcome), durationMs, stderr });
  // What it has made of sources that changed meanwhile, or how it failed on them, does not matter.
  await context.guard.requireUnchanged();
  // ffmpeg exits with 0 when the disk fills at the very end.
  if (hasExitedCleanly(outcome) && cause !== 'DISK_FULL') return stderr;
  throw new ProblemError(machineProblemOf(end) ?? childProblem(end));
}

function childProblem(end: ChildEnd): Problem {
  const { outcome, label } = end;
  if (outcome.stopReason === 'stall') {
    return {
      code: 'STALLED',
      message: `FFmpeg made no progress in ${label} and was stopped.`,
      hint: 'Retry; if it happens again, the source may be damaged there or its disk may hang.',
    };
  }
  return {
    code: 'CHILD_CRASHED',
    message: `FFmpeg failed in ${label} (${describeOutcome(outcome)})${lastWordsOf(end)}`,
    hint: 'The log of the export has its last words.',
  };
}
