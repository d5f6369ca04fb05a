import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** What a process has computed so far, without its children (`utime` and `stime` of proc(5)); 0 once it is gone. */
export function cpuSeconds(pid: number): number {
  const stat = readIfThere(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) || 0) + (Number(fields[12]) || 0)) / ticksPerSecond;
}

/** What all cores have computed so far, whoever for; hosts that took them away count as well. */
export function busySeconds(): number {
  const [, user, nice, system, , , irq, softIrq, steal] = readFileSync('/proc/stat', 'utf8').split(/\s+/);
  const parts = [user, nice, system, irq, softIrq, steal];
  return parts.reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
