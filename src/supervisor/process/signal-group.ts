/**
 * Sends a signal to the child's process group. A group that is gone is no error: it is what the sender wants.
 *
 * @returns whether anyone was there to receive it.
 */
export function signalGroup(groupId: number, signal: NodeJS.Signals): boolean {
  return send(-groupId, signal);
}

/** The same for one process. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  return send(pid, signal);
}

function send(target: number, signal: NodeJS.Signals): boolean {
  // 0 and -1 mean "my own group" and "everyone I may".
  if (!Number.isInteger(target) || Math.abs(target) < 2) throw new RangeError(`${target} names no child.`);
  try {
    return process.kill(target, signal);
  } catch {
    return false;
  }
}
