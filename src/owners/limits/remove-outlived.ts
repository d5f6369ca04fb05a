import { splitOwnedId } from '../../contract/owned-name.ts';
import type { Exports } from '../../jobs/ports.ts';
import type { LimitStore } from './limit-store.ts';

/** Removes finished exports that are older than their owner's limit; their inner ids. `at` is in milliseconds since the epoch. */
export async function removeOutlived(
  exports: Pick<Exports, 'list' | 'remove'>,
  { of }: Pick<LimitStore, 'of'>,
  at: number,
): Promise<readonly string[]> {
  const outlived: string[] = [];
  let cursor: string | undefined;
  do {
    const states = ['completed', 'failed', 'cancelled'] as const;
    const page = exports.list({ limit: 200, states, ...(cursor !== undefined && { cursor }) });
    for (const { jobId, finishedAt } of page.exports) {
      const { retentionHours } = of(splitOwnedId(jobId).owner);
      if (retentionHours === null || finishedAt === undefined) continue;
      if (Date.parse(finishedAt) <= at - retentionHours * 3_600_000) outlived.push(jobId);
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  for (const jobId of outlived) await exports.remove(jobId);
  return outlived;
}
