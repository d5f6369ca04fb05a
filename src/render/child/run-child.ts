import { describeOutcome, lastWordsOf, machineProblemOf } from '../../children/child-problems.ts';
import type { ChildEnd, NeededBytes } from '../../children/child-work.ts';
import { ProblemError, type Problem } from '../../contract/problems.ts';
import type { SourceGuard } from '../../media/reading/identity/source-guard.ts';
import type { RenderingTools } from '../../media/reading/tools.ts';
import { hasExitedCleanly } from '../../supervisor/watch/child-outcome.ts';
import type { ChildLog } from './child-log.ts';

/** What every child of one export shares. */
export interface ChildContext {
  readonly tools: RenderingTools;
  readonly signal: AbortSignal;
  readonly log: ChildLog;
  /** Of the sources that they read. */
  readonly guard: SourceGuard;
  /** Children of a higher priority start first. */
  readonly priority: number;
  /** Children give their slots to whoever has none; then they end with a `StoppedError`, as all of the attempt does. */
  readonly yields?: boolean;
  /** What says what it `makes` may be done on other machines: there is enough of it to be worth the way. */
  readonly isSpread?: boolean;
}

export interface ChildTask {
  /** `span 12 of 155`: for the log and the problem. */
  readonly label: string;
  /** The arguments, once the child's share of the cores is known. */
  readonly args: (threads: number) => readonly string[];
  /** Absolute paths of the files it reads: all that it gets to see, where the system allows it. */
  readonly reads: readonly string[];
  /** See `ChildUses.needs`. */
  readonly needs?: readonly NeededBytes[] | undefined;
  /** Absolute paths of the files it writes. */
  readonly writes: readonly string[];
  /** Frames the child has written, as it reports them. */
  readonly onFrames?: (frames: number) => void;
  /** Seconds of sound the child has written. */
  readonly onSeconds?: (seconds: number) => void;
  /** Takes what the child prints; progress then comes on fd 3. */
  readonly onData?: (bytes: Uint8Array) => Promise<void>;
  /** Keys of the chunks that are made of its files, if any; undefined for what only this machine can do. */
  readonly makes?: readonly string[] | undefined;
}

/** A child was not needed: what it was to make is in the chunk store by now. */
export class MadeElsewhereError extends Error {
  constructor(label: string) {
    super(`${label} was made for another export meanwhile.`);
    this.name = 'MadeElsewhereError';
  }
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
  const { tools, signal, log, priority, yields = false, isSpread } = context;
  const { label, args, reads, needs, writes, onFrames, onSeconds, onData, makes } = task;
  const end = await tools.children.run({
    ...{ program: 'ffmpeg', kind: 'work', yields, label, args, priority, signal, onFrames, onSeconds },
    uses: { reads, needs, writes, size: 'large' },
    output: onData ? { onData } : 'progress',
    ...(isSpread && { makes }),
  });
  signal.throwIfAborted();
  if (end.isMadeElsewhere) throw new MadeElsewhereError(label);
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
