import { isFinal, type ExportState, type ExportStatus } from '../../contract/status.ts';
import type { Exports } from '../../jobs/ports.ts';
import type { Log } from '../log.ts';
import type { MetricHooks } from './metrics.ts';

export interface ExportCensus {
  readonly counts: () => ReadonlyMap<ExportState, number>;
  /** Follows until the signal aborts; settles then. */
  readonly done: Promise<void>;
}

interface Follow {
  readonly exports: Exports;
  readonly hooks: Pick<MetricHooks, 'onExportStarted' | 'onExportEnded'>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Keeps the number of exports in each state, measures waiting and running, and writes one line to the log
 * for every change of state. Counting from changes costs nothing at scrape time, however many there are.
 */
export function followExports(follow: Follow): ExportCensus {
  const known = new Map<string, ExportState>();
  const counts = new Map<ExportState, number>();
  const move = (jobId: string, to: ExportState | undefined): ExportState | undefined => {
    const from = known.get(jobId);
    if (from === to) return from;
    if (from) counts.set(from, (counts.get(from) ?? 1) - 1);
    if (to) counts.set(to, (counts.get(to) ?? 0) + 1);
    if (to) known.set(jobId, to);
    else known.delete(jobId);
    return from;
  };
  const run = async (): Promise<void> => {
    const changes = follow.exports.watchAll({ signal: follow.signal });
    // Asking for the first change starts the watch, so nothing slips between the listing and the changes.
    let next = changes.next();
    for (const { jobId, status } of allOf(follow.exports)) move(jobId, status);
    for (let item = await next; !item.done; item = await next) {
      const { status, isRemoved } = item.value;
      const before = move(status.jobId, isRemoved ? undefined : status.status);
      if (isRemoved) follow.log.info({ jobId: status.jobId }, 'export removed');
      else if (before !== status.status) noteChange(follow, status);
      next = changes.next();
    }
  };
  return { counts: () => counts, done: run() };
}

function* allOf(exports: Exports): Generator<ExportStatus> {
  let cursor: string | undefined;
  do {
    const page = exports.list({ limit: 200, ...(cursor !== undefined && { cursor }) });
    yield* page.exports;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

function noteChange({ hooks, log }: Follow, status: ExportStatus): void {
  const { jobId, attempt, error, createdAt, startedAt, finishedAt } = status;
  const line = { jobId, attempt, status: status.status, ...(error && { code: error.code }) };
  if (status.status === 'failed') log.warn(line, error?.message ?? 'export failed');
  else log.info(line, `export ${status.status}`);
  if (status.status === 'processing' && startedAt)
    hooks.onExportStarted(secondsBetween(createdAt, startedAt));
  if (!isFinal(status.status) || !startedAt || !finishedAt) return;
  const ranSeconds = secondsBetween(startedAt, finishedAt);
  const rendered = status.output?.durationSeconds;
  const speed = rendered !== undefined && ranSeconds > 0 ? rendered / ranSeconds : null;
  hooks.onExportEnded({ ranSeconds, speed });
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
