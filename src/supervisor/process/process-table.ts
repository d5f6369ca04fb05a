import { readdirSync, readFileSync } from 'node:fs';
import { statField } from '../../shared/proc-text.ts';

/** One line of the kernel's process table. Start time and pid together name one process until the next boot. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** Clock ticks after boot (field 22 of /proc/PID/stat). */
  readonly startTicks: number;
  /** It has exited and only waits to be reaped. */
  readonly isZombie: boolean;
  /** Time it has spent on a processor, of all its threads, in milliseconds; grows in steps of ten. */
  readonly cpuMs: number;
}

/** What the processes of a group have done so far. */
export interface GroupUsage {
  readonly cpuMs: number;
  /** Bytes they have read, from wherever. */
  readonly readBytes: number;
  /** Time that their threads stood ready and got no processor, in milliseconds. */
  readonly waitedMs: number;
}

/** Sums up over the living processes of a group; one that has just ended counts no more. */
export function readGroupUsage(groupId: number): GroupUsage {
  const members = listProcesses().filter((entry) => entry.groupId === groupId);
  const sum = (amountOf: (entry: ProcessEntry) => number) =>
    members.reduce((total, entry) => total + amountOf(entry), 0);
  return {
    cpuMs: sum(({ cpuMs }) => cpuMs),
    readBytes: sum(({ pid }) =>
      Number(/^rchar: (\d+)$/m.exec(readProcFile(`/proc/${pid}/io`) ?? '')?.[1] ?? 0),
    ),
    waitedMs: sum(({ pid }) => readWaitedMs(pid)),
  };
}

/** The kernel counts it for each thread: time on the processor, time in line for it (both in ns), turns. */
function readWaitedMs(pid: number): number {
  return readFolder(`/proc/${pid}/task`).reduce((total, thread) => {
    const schedstat = readProcFile(`/proc/${pid}/task/${thread}/schedstat`) ?? '';
    return total + Number(schedstat.split(' ')[1] ?? 0) / 1e6;
  }, 0);
}

/** Undefined where there is no such process, or no /proc. */
export function readProcess(pid: number): ProcessEntry | undefined {
  const stat = readProcFile(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : parseStat(pid, stat);
}

/** Every process this one may see, zombies included. */
export function listProcesses(): ProcessEntry[] {
  return readFolder('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

/** Most memory the process has had resident so far; undefined once it has exited. */
export function readPeakMemoryBytes(pid: number): number | undefined {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readProcFile(`/proc/${pid}/status`) ?? '');
  return match?.[1] === undefined ? undefined : Number(match[1]) * 1024;
}

/** Told apart between boots, since start times begin again with each. */
export function readBootId(): string {
  return readProcFile('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function parseStat(pid: number, stat: string): ProcessEntry | undefined {
  const field = (number: number): number => Number(statField(stat, number));
  const startTicks = field(22);
  if (!Number.isInteger(startTicks)) return undefined;
  // The kernel tells its users of a hundred ticks a second, whatever it counts itself.
  const cpuMs = (field(14) + field(15)) * 10;
  const isZombie = /^[ZX]$/.test(statField(stat, 3) ?? '');
  return { pid, parentPid: field(4), groupId: field(5), startTicks, isZombie, cpuMs };
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** The text of a file of the kernel's; undefined where it cannot be read. */
export function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
