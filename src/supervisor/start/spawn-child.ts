import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import type { ChildCommand } from './child-command.ts';

export type ChildExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A child that lives, with its ends of the pipes. The caller reads every stream that is there. */
export interface LiveChild {
  readonly kind: 'live';
  readonly pid: number;
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** fd 3, only where stdout is piped. */
  readonly progress: Readable | undefined;
  readonly exited: Promise<ChildExit>;
  /** It has exited and every pipe is closed. */
  readonly closed: Promise<void>;
  /** The kernel kills it when this process dies. */
  readonly diesWithParent: boolean;
}

export interface FailedSpawn {
  readonly kind: 'failed';
  readonly message: string;
  readonly code: string | undefined;
}

/** Who reads the child's stdin, if anyone: our `q`, or the command's input. */
export function hasStdinPipe({ input, stdout = 'progress' }: ChildCommand): boolean {
  return input !== undefined || stdout === 'progress';
}

export interface SpawnRecipe {
  /** The wrapped command line, program first. */
  readonly argv: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Record<string, string>;
  readonly diesWithParent: boolean;
}

/**
 * Starts the child as leader of a process group of its own, so that a signal reaches whatever it started. Whatever the
 * system has against it (no descriptors, no memory, no more processes) is an answer.
 */
export async function spawnChild(
  command: ChildCommand,
  { argv, env, diesWithParent }: SpawnRecipe,
): Promise<LiveChild | FailedSpawn> {
  const [file = '', ...args] = argv;
  const isPiped = typeof command.stdout === 'object';
  const stdin = hasStdinPipe(command) ? 'pipe' : 'ignore';
  const stdio: StdioOptions = [stdin, 'pipe', 'pipe', ...(isPiped ? ['pipe' as const] : [])];
  const where = command.cwd === undefined ? {} : { cwd: command.cwd };
  let child: ChildProcess;
  try {
    child = spawn(file, args, {
      ...where,
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio,
    });
  } catch (error) {
    return failureOf(error);
  }
  const exited = new Promise<ChildExit>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const failed = new Promise<FailedSpawn>((resolve) =>
    // Also heard once it lives: an error that nobody hears ends the process.
    child.on('error', (error) => resolve(failureOf(error))),
  );
  const { pid, stdout, stderr } = child;
  // With no descriptor left there is no pid, and there are no pipes either.
  if (pid === undefined || !stdout || !stderr) return failed;
  // A child that closes its stdin early is its own business; the outcome tells what came of it.
  child.stdin?.on('error', () => undefined);
  const third = child.stdio[3];
  return {
    ...{ kind: 'live', pid, stdout, stderr, exited, closed, diesWithParent },
    stdin: child.stdin ?? undefined,
    progress: third instanceof Readable ? third : undefined,
  };
}

function failureOf(error: unknown): FailedSpawn {
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return {
    kind: 'failed',
    message: error instanceof Error ? error.message : String(error),
    code: isCoded ? String(error.code) : undefined,
  };
}
