import { writeFileSync } from 'node:fs';

/** The kernel lets users change this no more often, all together. */
const retryMs = 150;

/**
 * Makes the niceness of a session leader count. Where the kernel groups processes by session
 * (`sched_autogroup_enabled`, outside of cgroups), every session gets the same share, and being nice only counts
 * within it: a child in a session of its own would take as much as the whole server. The group has a niceness
 * too. Without such groups there is no such file, and nothing to do.
 */
export function lowerAutogroup(pid: number, niceness: number): void {
  if (writeNiceness(pid, niceness) !== 'busy') return;
  setTimeout(() => writeNiceness(pid, niceness), retryMs).unref();
}

function writeNiceness(pid: number, niceness: number): 'done' | 'busy' {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 'busy' : 'done';
  }
}
