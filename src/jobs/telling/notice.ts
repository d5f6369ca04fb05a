import type { ExportState, ExportStatus } from '../../contract/exports/status.ts';

/** What the server's log and metrics are told. */
export type JobNotice =
  | { readonly kind: 'state'; readonly from: ExportState; readonly status: ExportStatus }
  | { readonly kind: 'removed'; readonly status: ExportStatus }
  /** Something failed that no caller hears of; `what` is a sentence. */
  | { readonly kind: 'trouble'; readonly jobId: string; readonly what: string; readonly cause: unknown };
