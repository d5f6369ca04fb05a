import { ProblemError } from '../../contract/problems.ts';
import type { ExportQueue } from './export-queue.ts';
import type { JobEntry } from '../state/job-entry.ts';
import type { JobStore } from '../state/job-store.ts';
import type { JobTable, Pace } from '../state/job-table.ts';
import type { FairClock } from '../state/fair-clock.ts';
import type { KeyedLock } from '../../disk/keyed-lock.ts';
import type { JobNotice } from '../telling/notice.ts';
import type { Render } from '../ports.ts';
import type { Leftovers } from './recover-exports.ts';
import { notFound, notReady } from './request-problems.ts';

export interface ExportsOptions {
  readonly store: JobStore;
  readonly queue: ExportQueue;
  readonly render: Render;
  readonly leftovers: Leftovers;
  readonly limits: ExportLimits;
  /** See `JobTableOptions`. */
  readonly basePath?: string | undefined;
  /** Told of every change of state and of what fails out of sight; must not throw. */
  readonly notify?: (notice: JobNotice) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly pace?: Pace;
}

interface ExportLimits {
  /** Exports that may wait at once. */
  readonly queueLimit: number;
  /** Longest time one run of an export may take, in milliseconds; Infinity for no limit. */
  readonly deadlineMs: number;
  /** How long finished exports are kept, in milliseconds; 0 keeps them. */
  readonly retentionMs: number;
}

/** What every operation on exports shares; lives as long as the server. */
export interface ExportsContext {
  readonly options: ExportsOptions;
  readonly table: JobTable;
  readonly locks: KeyedLock;
  readonly now: () => number;
  readonly notify: (notice: JobNotice) => void;
  phase: 'new' | 'open' | 'draining' | 'closed';
  drainReason: string;
  nextOrder: number;
  readonly clock: FairClock;
  /** Exports on their way to the disk: they count as waiting. */
  arriving: number;
}

/** Rejects what a server that does not take work (yet, any more) must not begin. */
export function checkOpen(context: ExportsContext): void {
  if (context.phase === 'open') return;
  const why = context.phase === 'new' ? 'it is still starting' : 'it is shutting down';
  throw new ProblemError(notReady(why));
}

/** The export, or `NOT_FOUND`; once the store has been given up, `NOT_READY`. */
export function existingEntry(context: ExportsContext, jobId: string): JobEntry {
  if (context.phase === 'closed') throw new ProblemError(notReady('it is shutting down'));
  const entry = context.table.get(jobId);
  if (entry === undefined) throw new ProblemError(notFound(jobId));
  return entry;
}
