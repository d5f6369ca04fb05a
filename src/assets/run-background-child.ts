import { ProblemError, type ProblemCode } from '../contract/problems.ts';
import { classifyFailure } from '../ffmpeg/classify-failure.ts';
import type { Tools } from '../media/tools/tools.ts';
import type { SpawnedChild } from '../supervisor/child-command.ts';
import { hasExitedCleanly, type ChildOutcome } from '../supervisor/child-outcome.ts';
import type { Slot } from '../supervisor/child-pool.ts';
import { superviseChild } from '../supervisor/supervise-child.ts';

/**
 * Where a child stands in the line for a slot. Exports have priorities around zero: somebody waits in front of
 * the screen for sound that is compared, and nobody for a proxy.
 */
export const PRIORITY = { awaited: 1_000_000, background: -1_000_000 } as const;

/** Exports run at 10: beside them background work gets what is left of the cores. */
const backgroundNiceness = 19;

export interface AssetContext {
  readonly tools: Tools;
  readonly signal: AbortSignal;
}

/** One try of a child; made anew for each, so that nothing of an earlier one is left. */
export interface ChildTry {
  readonly args: (threads: number) => readonly string[];
  /** Takes what the child prints; progress then comes on fd 3. */
  readonly onData?: (bytes: Uint8Array) => Promise<void> | void;
  readonly onFrames?: (frames: number) => void;
}

export interface BackgroundTask {
  /** `proxy of camera1.mp4`: for people. */
  readonly label: string;
  /** What people call the source. */
  readonly name: string;
  readonly isAwaited: boolean;
  readonly begin: () => ChildTry;
}

/**
 * Runs one ffmpeg to its end. Work that nobody awaits gives its slot to exports that have none: its child is then
 * stopped, and begun anew when the pool has nothing else to do. Throws a `ProblemError` that names the source, or
 * the signal's reason once the child is dead.
 */
export async function runBackgroundChild(context: AssetContext, task: BackgroundTask): Promise<void> {
  const { tools, signal } = context;
  for (;;) {
    const outcome = await runOnce(context, task);
    tools.onChildEnded(outcome.stopReason === 'none' ? outcome.kind : outcome.stopReason);
    signal.throwIfAborted();
    if (hasExitedCleanly(outcome)) return;
    if (outcome.stopReason !== 'cancel') throw new ProblemError(problemOfOutcome(outcome, task));
    await idleOrAborted(context);
  }
}

function runOnce({ tools, signal }: AssetContext, task: BackgroundTask): Promise<ChildOutcome> {
  const attempt = task.begin();
  const run = async (slot: Slot): Promise<ChildOutcome> => {
    let spawned: SpawnedChild | undefined;
    const { onData } = attempt;
    const outcome = await superviseChild(
      {
        file: tools.ffmpeg,
        args: attempt.args(slot.threads),
        stdout: onData ? { pipe: onData } : 'progress',
      },
      {
        signal: slot.signal,
        stallMs: tools.stallMs,
        wrappers: tools.sandbox.wrappers,
        searchPath: tools.sandbox.searchPath,
        ...(task.isAwaited ? {} : { limits: { niceness: backgroundNiceness } }),
        onSpawn: (child) => {
          spawned = child;
          return tools.children.record(child, task.label);
        },
        onBlock: (block) => {
          const frames = Number(block.get('frame'));
          if (frames > 0) attempt.onFrames?.(frames);
        },
      },
    );
    if (spawned) await tools.children.forget(spawned);
    return outcome;
  };
  const priority = task.isAwaited ? PRIORITY.awaited : PRIORITY.background;
  return tools.pool.run({ priority, yields: !task.isAwaited, label: task.label, signal, run });
}

async function idleOrAborted({ tools, signal }: AssetContext): Promise<void> {
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([tools.pool.idle(), aborted]);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
}

const machineProblems: Partial<Record<ProblemCode, { message: string; hint: string }>> = {
  DISK_FULL: { message: 'The disk is full.', hint: 'Free some room; it is tried again when asked for.' },
  OUT_OF_MEMORY: { message: 'FFmpeg ran out of memory.', hint: 'Lower FFMPEG_CONCURRENCY.' },
  ENCODER_MISSING: {
    message: 'This FFmpeg cannot make proxies: it lacks an encoder.',
    hint: 'Install a full build of FFmpeg; `cutroom doctor` shows what is missing.',
  },
  FILTER_MISSING: {
    message: 'This FFmpeg lacks a filter that the footage needs.',
    hint: 'Install a full build of FFmpeg; `cutroom doctor` shows what is missing.',
  },
};

function problemOfOutcome(outcome: ChildOutcome, { name, label }: BackgroundTask) {
  if (outcome.kind === 'spawn-failed') {
    return {
      code: 'FFMPEG_MISSING',
      message: 'FFmpeg could not be started.',
      hint: 'Install FFmpeg (apt-get install ffmpeg) or set FFMPEG_PATH.',
    } as const;
  }
  if (outcome.stopReason === 'stall') {
    return {
      code: 'STALLED',
      message: `FFmpeg made no progress in reading ${name} and was stopped.`,
      hint: 'The file may be damaged, or its disk may hang.',
    } as const;
  }
  const code = classifyFailure(outcome.stderrTail);
  const known = code && machineProblems[code];
  if (code && known) return { code, ...known };
  const lastLine = outcome.stderrTail.trim().split('\n').at(-1) ?? '';
  return {
    code: 'CHILD_CRASHED',
    message: `FFmpeg failed at the ${label}${lastLine ? `: ${lastLine}` : '.'}`,
    hint: 'Check that the file plays elsewhere.',
  } as const;
}
