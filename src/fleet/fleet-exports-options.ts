import type { ExportsOptions } from '../jobs/operations/exports-context.ts';
import type { JobStore } from '../jobs/state/job-store.ts';
import type { JobTableOptions, Pace } from '../jobs/state/job-table.ts';
import type { JobNotice } from '../jobs/telling/notice.ts';
import type { Passes } from './handing-out/passes.ts';
import type { Journal } from './journal/journal.ts';

export interface FleetExportsOptions extends Pick<JobTableOptions, 'basePath'> {
  readonly journal: Journal;
  readonly passes: Passes;
  /** The exports' folders, which all machines see. Never opened: nobody has them alone. */
  readonly folders: JobStore;
  readonly limits: Pick<ExportsOptions['limits'], 'queueLimit' | 'retentionMs'>;
  /** Told of what this process did: for its log and its numbers. */
  readonly notify: (notice: JobNotice) => void;
  /** Told of everything that happens, wherever it does. */
  readonly onSeen: (notice: JobNotice) => void;
  readonly pace?: Pace;
}
