import type { Redis } from 'ioredis';
import type { FairWork } from '../../jobs/state/fair-clock.ts';
import type { JobRecord } from '../../jobs/state/job-record.ts';
import type { JobEvent } from '../../jobs/state/job-event.ts';

/** One change as everybody hears of it. */
export interface Told {
  /** Grows over all exports and processes, also over restarts. */
  readonly seq: number;
  readonly jobId: string;
  /** Undefined for one that is gone. */
  readonly record: JobRecord | undefined;
}

export interface Changed {
  readonly from: JobRecord;
  readonly record: JobRecord;
}

export interface ChangeGuard {
  /** Only as long as this run has the export. */
  readonly attemptToken: string;
}

/**
 * The exports of all machines, in Redis: the one truth about them. A change is decided here (`transition`) and made only
 * if nobody else has changed the export meanwhile. Calls wait while Redis is away.
 */
export interface Journal {
  readonly read: (jobId: string) => Promise<JobRecord | undefined>;
  /** False where there is one of that id already. */
  readonly create: (record: JobRecord) => Promise<boolean>;
  /** Undefined where the event means nothing (any more), or the guard does not hold. */
  readonly change: (jobId: string, event: JobEvent, guard?: ChangeGuard) => Promise<Changed | undefined>;
  readonly remove: (record: JobRecord) => Promise<void>;
  /** Does something while no other process does anything of the kind for this export. */
  readonly alone: <Result>(jobId: string, work: () => Promise<Result>) => Promise<Result>;
  readonly nextOrder: () => Promise<number>;
  /** Where work of so many seconds begins on the line of fair time. */
  readonly takeTurn: (work: FairWork) => Promise<number>;
  readonly giveTurnBack: (work: FairWork) => Promise<void>;
  /** The first in line that may run, or what the pass was used for already; undefined where there is none. */
  readonly claim: (pass: string) => Promise<string | undefined>;
  /** What was taken with the pass has ended, or is in line again. */
  readonly settle: (pass: string) => Promise<void>;
  readonly waitingCount: () => Promise<number>;
  /** All that has changed since that number, and the number now; -1 for everything there is. */
  readonly since: (seq: number) => Promise<{ readonly seq: number; readonly changes: readonly Told[] }>;
  readonly latestSeq: () => Promise<number>;
  /** Told of each change from then on; `onGap` when some may have been missed. Answers how to stop. */
  readonly listen: (listener: JournalListener) => Promise<() => Promise<void>>;
  readonly redis: Redis;
  readonly close: () => Promise<void>;
}

export interface JournalListener {
  readonly onTold: (told: Told) => void;
  readonly onGap: () => void;
}
