import { isFinal } from '../../contract/exports/status.ts';
import { eventOfPublished } from './find-published.ts';
import type { JobEntry } from '../state/job-entry.ts';
import type { DamagedEntry, JobStore } from '../state/job-store.ts';
import type { JobTable } from '../state/job-table.ts';
import type { JobNotice } from '../telling/notice.ts';

/** What earlier servers may have left behind and this room knows nothing about. */
export interface Leftovers {
  /** Kills the children of an earlier server that still live. */
  readonly stopChildren: () => Promise<void>;
  /** Whether that server died over something else than its exports: then none of them is to blame. */
  readonly explainDeath: () => Promise<boolean>;
  /** Deletes what an interrupted render left in an export's folder; finished chunks stay. */
  readonly discardPartials: (folder: string) => Promise<void>;
}

/** What a new server found, by id and in order. */
export interface Recovery {
  readonly loaded: number;
  /** Were interrupted and are in line again. */
  readonly requeued: readonly string[];
  /** Had been verified and published, but not yet recorded. */
  readonly completed: readonly string[];
  /** Had been cancelled by their users, but not yet stopped. */
  readonly cancelled: readonly string[];
  /** Took the server down with them too often. */
  readonly failed: readonly string[];
  readonly damaged: readonly DamagedEntry[];
}

export interface RecoveryOptions {
  readonly table: JobTable;
  readonly store: JobStore;
  readonly leftovers: Leftovers;
  readonly notify: (notice: JobNotice) => void;
}

type Fate = 'requeued' | 'completed' | 'cancelled' | 'failed';

/** Takes the store, loads every export and decides what becomes of those that were under way. Starts nothing. */
export async function recoverExports(options: RecoveryOptions): Promise<Recovery> {
  const { table, store, leftovers } = options;
  const { records, damaged } = await store.open();
  await leftovers.stopChildren();
  const isBlamed = !(await leftovers.explainDeath());
  const byFate: Record<Fate, string[]> = { requeued: [], completed: [], cancelled: [], failed: [] };
  for (const record of [...records].sort((a, b) => a.order - b.order)) {
    const entry = table.load(record);
    const fate = await decideFate(entry, { ...options, isBlamed });
    if (fate !== undefined) byFate[fate].push(record.jobId);
  }
  await Promise.all(Object.values(byFate).map((ids) => recordAll(table, ids)));
  return { loaded: records.length, ...byFate, damaged };
}

interface Death extends RecoveryOptions {
  readonly isBlamed: boolean;
}

/** Undefined for what was not under way. */
async function decideFate(entry: JobEntry, options: Death): Promise<Fate | undefined> {
  const { table, store, isBlamed } = options;
  const { record } = entry;
  if (isFinal(record.status) || record.attemptToken === null) return undefined;
  const published = await eventOfPublished(record, store);
  await discardPartials(entry, options);
  if (published) table.apply(entry, published);
  if (published?.kind === 'complete') return 'completed';
  if (record.isCancelRequested) {
    table.apply(entry, { kind: 'cancel' });
    return 'cancelled';
  }
  table.apply(entry, { kind: 'interrupt', isBlamed });
  return entry.record.status === 'failed' ? 'failed' : 'requeued';
}

async function discardPartials(
  entry: JobEntry,
  { store, leftovers, notify }: RecoveryOptions,
): Promise<void> {
  const { jobId } = entry.record;
  try {
    await leftovers.discardPartials(store.folderOf(jobId));
  } catch (cause) {
    notify({ kind: 'trouble', jobId, what: 'What an interrupted export left could not be deleted.', cause });
  }
}

async function recordAll(table: JobTable, jobIds: readonly string[]): Promise<void> {
  await Promise.all(jobIds.map(async (jobId) => table.get(jobId)?.writer.flush()));
}
