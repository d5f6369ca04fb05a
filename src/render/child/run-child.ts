import { ProblemError, type ProblemCode } from '../../contract/problems.ts';
import { classifyFailure } from '../../ffmpeg/classify-failure.ts';
import type { Tools } from '../../media/tools/tools.ts';
import { hasExitedCleanly, type ChildOutcome } from '../../supervisor/child-outcome.ts';
import type { ChildLimits, SpawnedChild } from '../../supervisor/child-command.ts';
import { superviseChild } from '../../supervisor/supervise-child.ts';
import { describeOutcome, type ChildLog } from './child-log.ts';

/** What every child of one export shares. */
export interface ChildContext {
  readonly tools: Tools;
  readonly signal: AbortSignal;
  readonly log: ChildLog;
  /** Children of a higher priority start first. */
  readonly priority: number;
}

export interface ChildTask {
  /** `span 12 of 155`: for the log and the problem. */
  readonly label: string;
  /** The arguments, once the child's share of the cores is known. */
  readonly args: (threads: number) => readonly string[];
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
  const { tools, signal, log } = context;
  let args: readonly string[] = [];
  let limits: ChildLimits = {};
  const outcome = await tools.pool.run({
    priority: context.priority,
    label: task.label,
    signal,
    run: async ({ threads, signal: slotSignal }) => {
      args = task.args(threads);
      limits = await tools.sandbox.limits(threads);
      return spawn({ ...context, signal: slotSignal }, task, { args, limits });
    },
  });
  tools.onChildEnded(outcome.stopReason === 'none' ? outcome.kind : outcome.stopReason);
  signal.throwIfAborted();
  // The pool was closed around the export: what became of the child says nothing of the work.
  const { stopReason } = outcome;
  if (stopReason === 'shutdown' || stopReason === 'cancel') throw new StoppedError(stopReason);
  log.write({
    event: 'child',
    task: task.label,
    argv: [tools.ffmpeg, ...args],
    outcome: describeOutcome(outcome),
    durationMs: Math.round(outcome.durationMs),
    stderr: outcome.stderrTail,
  });
  // ffmpeg exits with 0 when the disk fills at the very end.
  const cause = causeOf(outcome, limits);
  if (hasExitedCleanly(outcome) && cause !== 'DISK_FULL') return outcome.stderrTail;
  throw new ProblemError(problemOfOutcome(outcome, { label: task.label, cause }));
}

async function spawn(
  { tools, signal }: ChildContext,
  task: ChildTask,
  { args, limits }: { readonly args: readonly string[]; readonly limits: ChildLimits },
): Promise<ChildOutcome> {
  let spawned: SpawnedChild | undefined;
  try {
    return await superviseChild(
      { file: tools.ffmpeg, args, stdout: task.onData ? { pipe: task.onData } : 'progress' },
      {
        signal,
        stallMs: tools.stallMs,
        wrappers: tools.sandbox.wrappers,
        searchPath: tools.sandbox.searchPath,
        limits,
        onSpawn: async (child) => {
          spawned = child;
          await tools.children.record(child, task.label);
        },
        onBlock: (block) => {
          const frames = Number(block.get('frame'));
          const micros = Number(block.get('out_time_us'));
          if (frames > 0) task.onFrames?.(frames);
          if (micros > 0) task.onSeconds?.(micros / 1e6);
        },
      },
    );
  } finally {
    // Also where a callback threw: a record that stays would be taken for a child that lives.
    if (spawned) await tools.children.forget(spawned);
  }
}

const sentences: Partial<Record<ProblemCode, { message: string; hint: string }>> = {
  DISK_FULL: {
    message: 'The disk is full, so the export could not be finished.',
    hint: 'Free some room and retry; what is rendered already is kept.',
  },
  OUT_OF_MEMORY: {
    message: 'The encoder ran out of memory.',
    hint: 'Lower FFMPEG_CONCURRENCY or give the machine more memory, then retry.',
  },
  ENCODER_MISSING: {
    message: 'This FFmpeg lacks the encoder that the export needs.',
    hint: 'Install a full build of FFmpeg; `cutroom doctor` shows what is missing.',
  },
  FILTER_MISSING: {
    message: 'This FFmpeg lacks a filter that the footage needs.',
    hint: 'Install a full build of FFmpeg; `cutroom doctor` shows what is missing.',
  },
};

function problemOfOutcome(
  outcome: ChildOutcome,
  { label, cause }: { readonly label: string; readonly cause: ProblemCode | undefined },
) {
  if (outcome.kind === 'spawn-failed') {
    return {
      code: 'FFMPEG_MISSING',
      message: 'FFmpeg could not be started.',
      hint: 'Install FFmpeg (apt-get install ffmpeg) or set FFMPEG_PATH.',
    } as const;
  }
  if (outcome.stopReason === 'stall' && cause !== 'OUT_OF_MEMORY') {
    return {
      code: 'STALLED',
      message: `FFmpeg made no progress in ${label} and was stopped.`,
      hint: 'Retry; if it happens again, the source may be damaged there or its disk may hang.',
    } as const;
  }
  const known = cause && sentences[cause];
  if (cause && known) return { code: cause, ...known };
  const lastLine = outcome.kind === 'not-started' ? '' : (outcome.stderrTail.trim().split('\n').at(-1) ?? '');
  return {
    code: 'CHILD_CRASHED',
    message: `FFmpeg failed in ${label} (${describeOutcome(outcome)})${lastLine ? `: ${lastLine}` : '.'}`,
    hint: 'The log of the export has its last words.',
  } as const;
}

/** A child that has come so near to its limit was ended by it, whatever it says: x265 crashes or hangs. */
const starvedShare = 0.8;

/** What ended a child, where that is known. */
function causeOf(outcome: ChildOutcome, { memoryBytes = Infinity }: ChildLimits): ProblemCode | undefined {
  if (outcome.kind === 'not-started') return undefined;
  // Its file would have grown into the room that is kept in reserve.
  if (outcome.kind === 'signaled' && outcome.signal === 'SIGXFSZ') return 'DISK_FULL';
  const said = classifyFailure(outcome.stderrTail);
  if (said === undefined && (outcome.peakMemoryBytes ?? 0) > starvedShare * memoryBytes)
    return 'OUT_OF_MEMORY';
  return said;
}
