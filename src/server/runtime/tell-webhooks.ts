import type { ExportStatus } from '../../contract/exports/status.ts';
import type { Exports } from '../../jobs/ports.ts';
import type { JobNotice } from '../../jobs/telling/notice.ts';
import type { RunningWebhooks } from '../../webhooks/open-webhooks.ts';

/** Tells the webhooks what the queue notices. */
export function tellWebhooks(webhooks: RunningWebhooks, notice: JobNotice): void {
  if (notice.kind === 'state') webhooks.note(notice.status);
  if (notice.kind === 'removed') webhooks.noteRemoved(notice.status.jobId);
}

/** All exports, newest first. */
export function* everyExport(exports: Pick<Exports, 'list'>): Generator<ExportStatus, void, void> {
  let cursor: string | undefined;
  do {
    const page = exports.list({ limit: 200, ...(cursor && { cursor }) });
    yield* page.exports;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
