import { execa, type ResultPromise } from 'execa';
import type { ChildOutcome, StopReason } from './child-outcome.ts';
import { createBlockReader, createTail, type ProgressBlock } from './read-lines.ts';
import { createStopLadder } from './stop-ladder.ts';
import { createWatchdog } from './watchdog.ts';
import {
  childEnvironment,
  findWrappers,
  startTicksOf,
  wrapCommand,
  type ChildLimits,
} from './wrap-command.ts';

export interface ChildCommand {
  readonly file: string;
  readonly args: readonly string[];
  /**
   * What stdout carries: `-progress` blocks; text to be kept and returned; or bytes for a consumer, who is
   * waited for (the blocks then come on fd 3).
   */
  readonly stdout: 'progress' | 'capture' | { readonly pipe: (bytes: Uint8Array) => Promise<void> };
}

export interface SuperviseOptions {
  /** Its reason may be `'shutdown'`; everything else counts as `'cancel'`. */
  readonly signal: AbortSignal;
  readonly deadlineMs?: number;
  /** A child that gets no further for this long is stopped. */
  readonly stallMs?: number;
  /** Time between the steps of the stop ladder. */
  readonly graceMs?: number;
  readonly onBlock?: (block: ProgressBlock) => void;
  readonly onSpawn?: (child: { pid: number; startTicks: number | undefined }) => void;
  readonly limits?: ChildLimits;
}

const stderrTailBytes = 16 * 1024;
const captureBytes = 256 * 1024 * 1024;

/**
 * Runs one child to its end. Resolves when the process is gone, however it went; rejects only for bugs (a
 * callback that throws), after the child has been stopped. No callback fires after the outcome. See SPEC.md.
 */
export async function superviseChild(
  command: ChildCommand,
  options: SuperviseOptions,
): Promise<ChildOutcome> {
  const startedAt = performance.now();
  const tail = createTail(stderrTailBytes);
  const state: RunState = { stopReason: undefined, hasStarted: false, bug: undefined };
  const ending = (wasForced: boolean) => ({
    stopReason: state.stopReason ?? 'none',
    wasForced,
    hasStarted: state.hasStarted,
    durationMs: performance.now() - startedAt,
    stderrTail: tail.text(),
  });
  if (options.signal.aborted) {
    state.stopReason = reasonOf(options.signal);
    return { kind: 'not-started', ...ending(false) };
  }
  const child = spawn(command, options.limits ?? {});
  child.stderr?.on('data', (chunk: Uint8Array) => tail.push(chunk));
  const ladder = createStopLadder(child, {
    graceMs: options.graceMs ?? 2000,
    hasQuitKey: command.stdout === 'progress',
  });
  const stop = (reason: StopReason) => {
    state.stopReason ??= reason;
    ladder.climb();
  };
  const watchdog = createWatchdog({
    deadlineMs: options.deadlineMs,
    stallMs: options.stallMs,
    onExpired: stop,
  });
  const onAbort = () => stop(reasonOf(options.signal));
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (child.pid !== undefined) options.onSpawn?.({ pid: child.pid, startTicks: startTicksOf(child.pid) });
  try {
    const reading = readOutput(child, command, {
      onBlock: (block) => {
        state.hasStarted = true;
        watchdog.sawBlock(block);
        options.onBlock?.(block);
      },
      onBytes: watchdog.sawBytes,
      onBug: (error) => {
        state.bug ??= { error };
        stop('cancel');
      },
    });
    const [result, captured] = await Promise.all([child, reading]);
    if (state.bug) throw state.bug.error;
    return { ...outcomeOf(result), ...ending(ladder.wasForced()), ...(captured ? { stdout: captured } : {}) };
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    watchdog.end();
    ladder.end();
  }
}

interface RunState {
  stopReason: StopReason | undefined;
  hasStarted: boolean;
  bug: { error: unknown } | undefined;
}

function reasonOf(signal: AbortSignal): StopReason {
  return signal.reason === 'shutdown' ? 'shutdown' : 'cancel';
}

/** Execa's child, as far as this room uses it. */
export type Child = ResultPromise<{ buffer: false; reject: false; encoding: 'buffer' }>;

function spawn(command: ChildCommand, limits: ChildLimits): Child {
  const path = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  const wrapped = wrapCommand(command, limits, findWrappers(path));
  return execa(wrapped.file, wrapped.args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    buffer: false,
    reject: false,
    encoding: 'buffer',
    // A group of its own, so that stopping reaches what the child started.
    detached: true,
    cleanup: true,
    env: childEnvironment(path),
    extendEnv: false,
    windowsHide: true,
  }) as unknown as Child;
}

interface OutputHandlers {
  readonly onBlock: (block: ProgressBlock) => void;
  readonly onBytes: () => void;
  readonly onBug: (error: unknown) => void;
}

/** Reads stdout (and fd 3) to their ends. Resolves with what was captured, if anything was to be. */
async function readOutput(
  child: Child,
  command: ChildCommand,
  { onBlock, onBytes, onBug }: OutputHandlers,
): Promise<Uint8Array | undefined> {
  const { stdout } = command;
  const readBlocks = createBlockReader((block) => {
    try {
      onBlock(block);
    } catch (error) {
      onBug(error);
    }
  });
  const third = child.stdio[3] as NodeJS.ReadableStream | null;
  if (stdout === 'progress') {
    third?.resume();
    child.stdout?.on('data', readBlocks);
    return undefined;
  }
  third?.on('data', readBlocks);
  if (stdout === 'capture') return capture(child, onBytes);
  try {
    for await (const bytes of child.stdout ?? []) {
      onBytes();
      await stdout.pipe(bytes as Uint8Array);
    }
  } catch (error) {
    // The stream breaks off when a stopped child dies; only the consumer's own errors are bugs.
    if (!isStreamError(error)) onBug(error);
  }
  return undefined;
}

async function capture(child: Child, onBytes: () => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const bytes of child.stdout ?? []) {
      onBytes();
      size += (bytes as Uint8Array).length;
      if (size > captureBytes) child.kill('SIGKILL');
      else parts.push(bytes as Uint8Array);
    }
  } catch {
    // A child that dies in the middle leaves what it said so far; its outcome tells the rest.
  }
  return Buffer.concat(parts);
}

function isStreamError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

type Ended =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  | { readonly kind: 'spawn-failed'; readonly message: string };

/** `setpriv` and its like exit with these when they cannot run the program (POSIX `env`, `nice`). */
const wrapperFailures = new Set([126, 127]);

function outcomeOf(result: Awaited<Child>): Ended {
  if (result.signal !== undefined) return { kind: 'signaled', signal: result.signal };
  if (result.exitCode === undefined) {
    return { kind: 'spawn-failed', message: result.originalMessage ?? 'it could not be started' };
  }
  if (wrapperFailures.has(result.exitCode)) {
    return { kind: 'spawn-failed', message: `the program could not be run (exit ${result.exitCode})` };
  }
  return { kind: 'exited', exitCode: result.exitCode };
}
