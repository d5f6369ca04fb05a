import { isFinal, type ExportStatus } from '../../contract/exports/status.ts';
import type { JobNotice } from '../../jobs/telling/notice.ts';
import type { Log } from '../log.ts';
import type { MetricHooks } from './metrics.ts';

/** Writes one line to the log for every change of state, with job and attempt, and measures waiting and running. */
export function noteExports(
  log: Log,
  hooks: Pick<MetricHooks, 'onExportStarted' | 'onExportEnded' | 'onExportFinal'>,
): (notice: JobNotice) => void {
  return (notice) => {
    if (notice.kind === 'trouble') {
      log.error({ jobId: notice.jobId, err: notice.cause }, notice.what);
      return;
    }
    if (notice.kind === 'removed') log.info(lineOf(notice.status), 'export removed');
    else noteState(log, hooks, notice.status);
  };
}

function noteState(
  log: Log,
  hooks: Pick<MetricHooks, 'onExportStarted' | 'onExportEnded' | 'onExportFinal'>,
  status: ExportStatus,
): void {
  const { error, createdAt, startedAt, finishedAt } = status;
  if (status.status === 'failed')
    log.warn({ ...lineOf(status), code: error?.code }, error?.message ?? 'failed');
  else log.info(lineOf(status), `export ${status.status}`);
  if (status.status === 'processing' && startedAt)
    hooks.onExportStarted(secondsBetween(createdAt, startedAt));
  if (isFinal(status.status)) hooks.onExportFinal(status.status, error?.code ?? 'none');
  if (!isFinal(status.status) || !startedAt || !finishedAt) return;
  const ranSeconds = secondsBetween(startedAt, finishedAt);
  const rendered = status.output?.durationSeconds;
  const speed = rendered !== undefined && ranSeconds > 0 ? rendered / ranSeconds : null;
  hooks.onExportEnded({ ranSeconds, speed });
}

function lineOf({ jobId, attempt, status }: ExportStatus) {
  return { jobId, attempt, status };
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
