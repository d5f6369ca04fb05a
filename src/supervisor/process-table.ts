import { readdirSync, readFileSync } from 'node:fs';

/** One line of the kernel's process table. Start time and pid together name one process until the next boot. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** Clock ticks after boot (field 22 of /proc/PID/stat). */
  readonly startTicks: number;
  /** It has exited and only waits to be reaped. */
  readonly isZombie: boolean;
}

/** Undefined where there is no such process, or no /proc. */
export function readProcess(pid: number): ProcessEntry | undefined {
  const stat = readProcFile(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : parseStat(pid, stat);
}

/** Every process this one may see, zombies included. */
export function listProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

/** Most memory the process has had resident so far; undefined once it has exited. */
export function readPeakMemoryBytes(pid: number): number | undefined {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readProcFile(`/proc/${pid}/status`) ?? '');
  return match?.[1] === undefined ? undefined : Number(match[1]) * 1024;
}

/** Told apart between boots, since start times begin anew with each. */
export function readBootId(): string {
  return readProcFile('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function parseStat(pid: number, stat: string): ProcessEntry | undefined {
  // The name in field 2 may hold spaces and brackets, so count from its last one: field 3 is at index 0.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parentPid, groupId, startTicks] = [fields[1], fields[2], fields[19]].map(Number);
  if (parentPid === undefined || groupId === undefined || startTicks === undefined) return undefined;
  if (!Number.isInteger(startTicks)) return undefined;
  return { pid, parentPid, groupId, startTicks, isZombie: fields[0] === 'Z' || fields[0] === 'X' };
}

function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
