import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { errorCode } from '../../disk/store-fs.ts';
import { statField } from '../../shared/proc-text.ts';

/** Names one process among all that ever ran on any machine that may see the same folder. */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  /** Clock ticks from the boot to its start: a number given out again tells the new process from the old. */
  startTicks: z.string(),
  /** The boot of the machine it runs on. */
  boot: z.string(),
  /** The container it runs in: only inside one and the same can a process be looked up. */
  pidNamespace: z.string(),
  hostname: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    startTicks: startTicksOf(process.pid) ?? '',
    boot: bootId(),
    pidNamespace: pidNamespace(),
    hostname: hostname(),
  };
}

/** `unknown` when the process lives, or lived, where this one cannot look. */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (!isSameBoot(identity) || identity.pidNamespace !== pidNamespace()) return 'unknown';
  if (!isRunning(identity.pid)) return 'dead';
  return (startTicksOf(identity.pid) ?? '') === identity.startTicks ? 'alive' : 'dead';
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return errorCode(thrown) === 'EPERM';
  }
}

/** Undefined where there is no /proc. */
function startTicksOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : statField(stat, 22);
}

/** Whether its machine has not been started again since: then its clock is ours, too. */
export function isSameBoot(identity: ProcessIdentity): boolean {
  return identity.boot === bootId();
}

function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? hostname();
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
