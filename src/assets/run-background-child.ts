import { lastWordsOf, machineProblemOf } from '../children/child-problems.ts';
import { awaitedPriority, backgroundPriority, type ChildEnd } from '../children/child-work.ts';
import { ProblemError, type Problem } from '../contract/problems.ts';
import { requireSame, type StampedSource } from '../media/reading/identity/source-guard.ts';
import type { Tools } from '../media/reading/tools.ts';
import { hasExitedCleanly } from '../supervisor/watch/child-outcome.ts';

export interface AssetContext {
  readonly tools: Tools;
  readonly signal: AbortSignal;
}

/** One try of a child; made again for each, so that nothing of an earlier one is left. */
export interface ChildTry {
  readonly args: (threads: number) => readonly string[];
  /** Takes what the child prints; progress then comes on fd 3. */
  readonly onData?: (bytes: Uint8Array) => Promise<void> | void;
  readonly onFrames?: (frames: number) => void;
}

export interface BackgroundTask {
  /** `proxy of camera1.mp4`: for people. */
  readonly label: string;
  readonly source: StampedSource;
  readonly isAwaited: boolean;
  /** Absolute paths of the files it reads: all that it gets to see, where the system allows it. */
  readonly reads: readonly string[];
  /** Absolute paths of the files it writes. */
  readonly writes: readonly string[];
  readonly begin: () => ChildTry;
}

/**
 * Runs one ffmpeg to its end. Work that nobody awaits gives its slot to exports that have none: its child is then
 * stopped, and begun again when the pool has nothing else to do. Throws a `ProblemError` that names the source, or
 * the signal's reason once the child is dead.
 */
export async function runBackgroundChild(context: AssetContext, task: BackgroundTask): Promise<void> {
  const { signal } = context;
  for (;;) {
    const end = await runOnce(context, task);
    signal.throwIfAborted();
    const isOver = hasExitedCleanly(end.outcome) || end.outcome.stopReason !== 'cancel';
    // What it has made of a source that changed meanwhile, or how it failed on it, does not matter.
    if (isOver) await requireSame(task.source, signal);
    if (hasExitedCleanly(end.outcome)) return;
    if (isOver) throw new ProblemError(machineProblemOf(end) ?? childProblem(end, task));
    await idleOrAborted(context);
  }
}

function runOnce({ tools, signal }: AssetContext, task: BackgroundTask): Promise<ChildEnd> {
  const { args, onData, onFrames } = task.begin();
  const { label, isAwaited, reads, writes } = task;
  const priority = isAwaited ? awaitedPriority : backgroundPriority;
  return tools.children.run({
    ...{ program: 'ffmpeg', kind: 'work', yields: !isAwaited, label, args, priority, signal, onFrames },
    uses: { reads, writes, size: 'large' },
    output: onData ? { onData } : 'progress',
  });
}

async function idleOrAborted({ tools, signal }: AssetContext): Promise<void> {
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([tools.children.idle(), aborted]);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
}

function childProblem(end: ChildEnd, { source: { name }, label }: BackgroundTask): Problem {
  if (end.outcome.stopReason === 'stall') {
    return {
      code: 'STALLED',
      message: `FFmpeg made no progress in reading ${name} and was stopped.`,
      hint: 'The file may be damaged, or its disk may hang.',
    };
  }
  return {
    code: 'CHILD_CRASHED',
    message: `FFmpeg failed at the ${label}${lastWordsOf(end)}`,
    hint: 'Check that the file plays elsewhere.',
  };
}
