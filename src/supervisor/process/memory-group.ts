import { readProcFile } from './process-table.ts';

/** The control group that says how much memory this process and its children may take. */
export interface MemoryGroup {
  /** Processes of the group that the kernel has killed for want of memory, so far. */
  readonly kills: number;
  /** Undefined where there is none. */
  readonly limitBytes: number | undefined;
}

/** Undefined where the system does not tell. */
export function readMemoryGroup(): MemoryGroup | undefined {
  const groups = readProcFile('/proc/self/cgroup') ?? '';
  const [, older] = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups) ?? [];
  if (older !== undefined) {
    const files = { counts: 'memory.oom_control', limit: 'memory.limit_in_bytes' };
    return readGroupAt([`/sys/fs/cgroup/memory${older}`, '/sys/fs/cgroup/memory'], files);
  }
  const [, path = '/'] = /^0::(.*)$/m.exec(groups) ?? [];
  const files = { counts: 'memory.events', limit: 'memory.max' };
  return readGroupAt([`/sys/fs/cgroup${path}`, '/sys/fs/cgroup'], files);
}

/** In a container the path may be that of the host, and the group lies at the root of what is mounted. */
function readGroupAt(
  folders: readonly string[],
  files: { readonly counts: string; readonly limit: string },
): MemoryGroup | undefined {
  for (const folder of folders) {
    const kills = /^oom_kill (\d+)$/m.exec(readProcFile(`${folder}/${files.counts}`) ?? '')?.[1];
    if (kills === undefined) continue;
    const limit = Number(readProcFile(`${folder}/${files.limit}`)?.trim());
    // Without a limit it is the word "max", or a number that no machine has.
    return { kills: Number(kills), limitBytes: limit > 0 && limit < 2 ** 60 ? limit : undefined };
  }
  return undefined;
}
