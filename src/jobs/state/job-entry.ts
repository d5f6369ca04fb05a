import type { Followers } from '../telling/followers.ts';
import type { JobRecord } from './job-record.ts';
import type { StatusWriter } from './status-writer.ts';
import type { ChangeSignal } from '../../disk/change-signal.ts';

/** One export in memory. Its record is replaced, never changed in place. */
export interface JobEntry {
  record: JobRecord;
  /** The run under way; undefined while nothing of it runs. */
  run: AttemptRun | undefined;
  readonly writer: StatusWriter;
  readonly watchers: ChangeSignal;
  /** Made for the first one who follows it; most exports are followed by nobody. */
  followers: Followers | undefined;
}

/** One run of one attempt, from taking the slot until its end has been recorded. */
export interface AttemptRun {
  readonly controller: AbortController;
  readonly settled: Promise<void>;
  /** Why it is being stopped, apart from the user's wish, which the record keeps. First one wins. */
  stopReason: 'none' | 'deadline' | 'shutdown';
}
