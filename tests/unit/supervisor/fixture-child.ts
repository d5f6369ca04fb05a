import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ChildCommand, ChildOptions } from '../../../src/supervisor/start/child-command.ts';
import { listProcesses, readProcess } from '../../../src/supervisor/process/process-table.ts';

/** A program out of `tests/fixtures/children`, as a command. */
export function fixtureChild(name: string, ...args: string[]): ChildCommand {
  return { file: process.execPath, args: [fixturePath(name), ...args] };
}

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/children/${name}.mjs`, import.meta.url));
}

/** Options with a switch: `stop` aborts the run. */
export function stoppable(options: Partial<ChildOptions> = {}): {
  options: ChildOptions;
  stop: (why?: unknown) => void;
} {
  const controller = new AbortController();
  return { options: { signal: controller.signal, ...options }, stop: (why) => controller.abort(why) };
}

/** For runs that nobody stops. */
export function unstopped(options: Partial<ChildOptions> = {}): ChildOptions {
  return stoppable(options).options;
}

export function isAlive(pid: number): boolean {
  return readProcess(pid)?.isZombie === false;
}

/** Resolves when the condition holds; rejects when it still does not after `withinMs`. */
export async function until(condition: () => boolean, withinMs = 30_000): Promise<void> {
  const deadlineAt = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadlineAt) throw new Error(`It did not come true within ${withinMs} ms.`);
    await sleep(10);
  }
}

/** Pids of the processes whose command line holds the word, zombies left out. */
export function pidsWith(word: string): number[] {
  return listProcesses()
    .filter(({ pid, isZombie }) => !isZombie && readProc(pid, 'cmdline').includes(word))
    .map(({ pid }) => pid);
}

/** Bytes the process has written so far, pipes included. */
export function writtenBytes(pid: number): number {
  return Number(/^wchar: (\d+)$/m.exec(readProc(pid, 'io'))?.[1] ?? 0);
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
