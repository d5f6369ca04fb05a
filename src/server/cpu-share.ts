import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** How many cores this process may really use: what the system offers, cut to the limit of its cgroup. At least 1. */
export function usableCores(readText: (path: string) => string = readUtf8): number {
  const quota = quotaV2(readText) ?? quotaV1(readText);
  const cores = availableParallelism();
  return Math.max(1, quota === undefined ? cores : Math.min(cores, Math.ceil(quota)));
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
