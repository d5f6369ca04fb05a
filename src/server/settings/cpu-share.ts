import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** How many cores this process may really use: what the system offers, cut to the limit of its cgroup. At least 1. */
export function usableCores(readText: (path: string) => string = readUtf8): number {
  const quota = quotaV2(readText) ?? quotaV1(readText);
  const cores = availableParallelism();
  return Math.max(1, quota === undefined ? cores : Math.min(cores, Math.ceil(quota)));
}

/** What the server itself takes beside its children, and what an encoder of 1080p does with all that belongs to it, in bytes. */
const serverBytes = 2 ** 29;
const encoderBytes = 2 ** 30;

/**
 * Children at once where nobody has said how many: half of the cores, since one encoder with two threads fills two of them as
 * well as two encoders do, but two at least; and no more than the memory has room for.
 */
export function defaultConcurrency(cores: number, memoryBytes: number): number {
  const fitting = Math.max(1, Math.floor((memoryBytes - serverBytes) / encoderBytes));
  return Math.min(Math.max(2, Math.ceil(cores / 2)), fitting);
}

/** cgroup v2: `max 100000` or `150000 100000`, microseconds of time in every period. */
function quotaV2(readText: (path: string) => string): number | undefined {
  const [quota, period] =
    attempt(() => readText('/sys/fs/cgroup/cpu.max'))
      ?.trim()
      .split(' ') ?? [];
  return share(quota, period);
}

/** cgroup v1: two files; -1 is no limit. */
function quotaV1(readText: (path: string) => string): number | undefined {
  const quota = attempt(() => readText('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'))?.trim();
  const period = attempt(() => readText('/sys/fs/cgroup/cpu/cpu.cfs_period_us'))?.trim();
  return share(quota, period);
}

function share(quota: string | undefined, period: string | undefined): number | undefined {
  const cores = Number(quota) / Number(period);
  return Number.isFinite(cores) && cores > 0 ? cores : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function readUtf8(path: string): string {
  return readFileSync(path, 'utf8');
}
