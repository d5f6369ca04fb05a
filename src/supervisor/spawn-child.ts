import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
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

/** Starts the child as leader of a process group of its own, so that a signal reaches whatever it started. */
export async function spawnChild(
  command: ChildCommand,
  { argv, env, diesWithParent }: SpawnRecipe,
): Promise<LiveChild | FailedSpawn> {
  const [file = '', ...args] = argv;
  const isPiped = typeof command.stdout === 'object';
  const stdio = [
    hasStdinPipe(command) ? 'pipe' : 'ignore',
    'pipe',
    'pipe',
    ...(isPiped ? ['pipe' as const] : []),
  ] as const;
  const child = execa(file, args, {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env,
    extendEnv: false,
    detached: true,
    buffer: false,
    reject: false,
    forceKillAfterDelay: false,
    stdio: [...stdio],
  });
  if (child.pid === undefined) {
    const result = await child;
    const code = 'code' in result && typeof result.code === 'string' ? result.code : undefined;
    return {
      kind: 'failed',
      message: result.originalMessage ?? result.shortMessage ?? 'unknown reason',
      code,
    };
  }
  // A child that closes its stdin early is its own business; the outcome tells what came of it.
  child.stdin?.on('error', () => undefined);
  return {
    kind: 'live',
    pid: child.pid,
    stdin: child.stdin ?? undefined,
    stdout: child.stdout,
    stderr: child.stderr,
    progress: isPiped ? child.stdio[3] : undefined,
    exited: new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal }))),
    closed: child.then(() => undefined),
    diesWithParent,
  };
}
