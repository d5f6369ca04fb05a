import type { Wrappers } from './wrappers.ts';
import type { ChildLimits } from './child-limits.ts';

/**
 * What the child's stdout is for.
 * - `progress`: `-progress pipe:1` blocks.
 * - `capture`: collected up to a bound and returned with the outcome.
 * - `pipe`: raw bytes, handed on one chunk at a time; the returned promise is awaited before the next chunk is
 *   read. Progress blocks then come on fd 3 (`-progress pipe:3`).
 */
export type StdoutUse =
  'progress' | 'capture' | { readonly pipe: (chunk: Uint8Array) => void | Promise<void> };

/** One program with its arguments; never goes through a shell. */
export interface ChildCommand {
  /** A path, or a name that is looked up in the search path. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Written to stdin with back-pressure, then stdin is closed. */
  readonly input?: AsyncIterable<Uint8Array> | undefined;
  /** `progress` unless told otherwise. */
  readonly stdout?: StdoutUse;
}

/** A child that lives; with its start time the pid names one process for good. */
export interface SpawnedChild {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: clock ticks after boot. Absent where there is no /proc. */
  readonly startedAtTicks: number | undefined;
}

export interface ChildOptions {
  /** Aborting starts the stop ladder; the reason `'shutdown'` is told apart from any other. */
  readonly signal: AbortSignal;
  readonly deadlineMs?: number | undefined;
  /** Longest time without an advancing progress block or a byte of output. */
  readonly stallMs?: number | undefined;
  /** Time between two steps of the stop ladder; 1000 unless told otherwise. */
  readonly graceMs?: number | undefined;
  /** Called for each whole progress block, in order, never after the outcome. */
  readonly onBlock?: ((block: ReadonlyMap<string, string>) => void) | undefined;
  /** Called once the child lives; a returned promise is awaited before the outcome. */
  readonly onSpawn?: ((child: SpawnedChild) => void | Promise<void>) | undefined;
  readonly limits?: ChildLimits | undefined;
  /** Bound of `stdout: 'capture'`; 64 MiB unless told otherwise. */
  readonly captureBytes?: number | undefined;
  /** What `detectWrappers` found; looked for again at every call where it is not given. */
  readonly wrappers?: Wrappers | undefined;
  /** Folders in which programs are looked up, `:`-separated; those that every system has unless told otherwise. */
  readonly searchPath?: string | undefined;
}
