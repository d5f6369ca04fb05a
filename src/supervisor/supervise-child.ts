import { isMainThread } from 'node:worker_threads';
import type { ChildCommand, ChildOptions } from './start/child-command.ts';
import { notStarted, spawnFailed, stopReasonOf, type ChildOutcome } from './watch/child-outcome.ts';
import { findExecutable } from './process/find-executable.ts';
import { lowerAutogroup } from './process/lower-autogroup.ts';
import { scrubbedEnvironment, usualSearchPath } from './start/scrubbed-environment.ts';
import { spawnChild, type FailedSpawn, type LiveChild } from './start/spawn-child.ts';
import { watchChild } from './watch/watch-child.ts';
import { DEFAULT_NICENESS, detectWrappers, wrapArgv } from './start/wrappers.ts';

/**
 * Runs one child to its end and tells how it ended; the rules are in SPEC.md.
 *
 * Resolves only when the child has exited and been reaped, its process group is empty and its pipes are closed.
 * Being cancelled, timed out, killed or impossible to start are outcomes, not errors. Aborting the signal walks
 * down the stop ladder: `q`, SIGTERM, SIGKILL.
 *
 * @throws only what the caller's own callbacks and input throw; the child is dead by then.
 */
export async function superviseChild(command: ChildCommand, options: ChildOptions): Promise<ChildOutcome> {
  if (options.signal.aborted) return notStarted(stopReasonOf(options.signal));
  const startedAtMs = performance.now();
  const child = await startChild(command, options);
  if (child.kind === 'failed') return spawnFailed(child.message, child.code);
  lowerAutogroup(child.pid, options.limits?.niceness ?? DEFAULT_NICENESS);
  return watchChild(child, { command, options, startedAtMs });
}

async function startChild(command: ChildCommand, options: ChildOptions): Promise<LiveChild | FailedSpawn> {
  const searchPath = options.searchPath ?? usualSearchPath;
  const wrappers = options.wrappers ?? detectWrappers(searchPath);
  if (wrappers.setpriv !== undefined && !isMainThread) {
    throw new Error('Children are started from the main thread only: their death signal follows the thread.');
  }
  const program = findExecutable(command.file, { searchPath, cwd: command.cwd });
  if (program.kind === 'missing') {
    return { kind: 'failed', code: program.code, message: explainMissing(command.file, program.code) };
  }
  return spawnChild(command, {
    argv: wrapArgv([program.path, ...command.args], wrappers, options.limits),
    env: scrubbedEnvironment(searchPath),
    diesWithParent: wrappers.setpriv !== undefined,
  });
}

function explainMissing(file: string, code: 'ENOENT' | 'EACCES'): string {
  if (code === 'EACCES') return `Cannot start '${file}': it is not a program that this user may run.`;
  return `Cannot start '${file}': there is no such program${file.includes('/') ? '' : ' in any folder of PATH'}.`;
}
