/** Who ended a child first; later reasons do not overwrite it. */
export type StopReason = 'none' | 'cancel' | 'deadline' | 'stall' | 'shutdown';

interface Ending {
  readonly stopReason: StopReason;
  /** SIGKILL had to be sent. */
  readonly wasForced: boolean;
  /** The first progress block was read. */
  readonly hasStarted: boolean;
  readonly durationMs: number;
  /** The end of what the child wrote on stderr, bounded. */
  readonly stderrTail: string;
  /** What it printed, where that was captured. */
  readonly stdout?: Uint8Array;
}

/** How one child ended. Success and failure share one shape; what they mean is the caller's business. */
export type ChildOutcome =
  | (Ending & { readonly kind: 'exited'; readonly exitCode: number })
  | (Ending & { readonly kind: 'signaled'; readonly signal: string })
  /** The program could not be started: missing, not executable, out of processes. */
  | (Ending & { readonly kind: 'spawn-failed'; readonly message: string })
  /** The signal had aborted before the child was spawned. */
  | (Ending & { readonly kind: 'not-started' });
