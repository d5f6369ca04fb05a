import { setTimeout as wait } from 'node:timers/promises';

/** Calls that end by themselves have ended by then; the others hang. */
const settleMs = 500;
const pollMs = 5;

/**
 * Ends this process. Node waits for every call to the system that is under way, forever where one hangs: then only
 * a signal ends it, and the exit code is that of the signal.
 */
export function endNow(code: number): void {
  if (hasCallsUnderWay()) process.kill(process.pid, 'SIGKILL');
  else process.exit(code);
}

/** As `endNow`, with time for calls that do come back. */
export async function endProcess(code: number): Promise<void> {
  const end = performance.now() + settleMs;
  while (hasCallsUnderWay() && performance.now() < end) await wait(pollMs);
  endNow(code);
}

/** Calls that keep a thread of libuv's pool. */
function hasCallsUnderWay(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}
