/** Why we asked a child to stop; `none` where it ended by itself. The first reason given is kept. */
export type StopReason = 'none' | 'cancel' | 'deadline' | 'stall' | 'shutdown';

/** What is known of every run, however it ended. */
export interface OutcomeFacts {
  readonly stopReason: StopReason;
  /** The last step of the ladder (SIGKILL) was taken; the child may have been dying of SIGTERM by then. */
  readonly wasForced: boolean;
  /** A sign of life was read: the first progress block, or the first byte of captured or piped output. */
  readonly hasStarted: boolean;
  /** From the spawn to the exit, by a monotonic clock. */
  readonly durationMs: number;
  /** The last 16 KiB of stderr, decoded as UTF-8. */
  readonly stderrTail: string;
  /** Only with `stdout: 'capture'`. */
  readonly stdout?: Buffer;
  /** `stdout` is cut at the bound; what came after was read and dropped. */
  readonly isStdoutTruncated?: boolean;
  /** High-water mark of resident memory, as last seen while the child lived; absent where there is no /proc. */
  readonly peakMemoryBytes?: number;
  /** The kernel killed it because its control group had no memory left. */
  readonly memoryKill?: MemoryKill;
}

export interface MemoryKill {
  /** What the group may take, where that is known. */
  readonly limitBytes: number | undefined;
}

export type ExitedOutcome = OutcomeFacts & { readonly kind: 'exited'; readonly exitCode: number };
export type SignaledOutcome = OutcomeFacts & { readonly kind: 'signaled'; readonly signal: NodeJS.Signals };
export type SpawnFailedOutcome = OutcomeFacts & {
  readonly kind: 'spawn-failed';
  readonly message: string;
  readonly code?: string;
};
/** The signal was aborted before there was a child: nothing was spawned. `stopReason` is never `none`. */
export type NotStartedOutcome = OutcomeFacts & { readonly kind: 'not-started' };

/**
 * How a child ended. Read `stopReason` first: a child that was told to stop may still exit with 0
 * (ffmpeg does, on `q`), so an exit code alone never means that the work was done.
 */
export type ChildOutcome = ExitedOutcome | SignaledOutcome | SpawnFailedOutcome | NotStartedOutcome;

const nothingHappened = { wasForced: false, hasStarted: false, durationMs: 0, stderrTail: '' } as const;

/** The outcome of work that was cancelled before its child was spawned. */
export function notStarted(stopReason: 'cancel' | 'shutdown'): NotStartedOutcome {
  return { kind: 'not-started', stopReason, ...nothingHappened };
}

/** The outcome of a child that the system would not start. */
export function spawnFailed(message: string, code: string | undefined): SpawnFailedOutcome {
  return {
    kind: 'spawn-failed',
    stopReason: 'none',
    message,
    ...(code === undefined ? {} : { code }),
    ...nothingHappened,
  };
}

/** The child ended by itself, with exit code 0. Not yet proof that its output is whole. */
export function hasExitedCleanly(outcome: ChildOutcome): outcome is ExitedOutcome {
  return outcome.kind === 'exited' && outcome.exitCode === 0 && outcome.stopReason === 'none';
}

/** Aborting with the reason `'shutdown'` says that the server is going down; every other reason is a cancel. */
export function stopReasonOf(signal: AbortSignal): 'cancel' | 'shutdown' {
  return signal.reason === 'shutdown' ? 'shutdown' : 'cancel';
}
