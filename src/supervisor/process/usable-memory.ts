import { totalmem } from 'node:os';

export interface UsableMemory {
  readonly bytes: number;
  /** What sets it: the whole machine, or the limit of a container or service. */
  readonly bound: 'machine' | 'group';
}

/** What this process and its children may use together: of the machine, or of its control group. */
export function usableMemory(): UsableMemory {
  const total = totalmem();
  const limit = process.constrainedMemory();
  return limit > 0 && limit < total ? { bytes: limit, bound: 'group' } : { bytes: total, bound: 'machine' };
}
