import { isFinal } from '../../contract/exports/status.ts';
import { removeOne } from './export-operations.ts';
import { checkOpen, type ExportsContext } from './exports-context.ts';
import { workOf, type JobRecord } from '../state/job-record.ts';
import { recoverExports, type Recovery } from './recover-exports.ts';
import { runAttempt } from './run-attempt.ts';

/** See `RunningExports.recover`. */
export async function recover(context: ExportsContext): Promise<Recovery> {
  const { table, options, notify } = context;
  if (context.phase !== 'new') checkOpen(context);
  const recovery = await recoverExports({
    table,
    store: options.store,
    leftovers: options.leftovers,
    notify,
  });
  context.nextOrder = (table.entries().at(-1)?.record.order ?? 0) + 1;
  for (const { record } of table.entries()) {
    const hasStarted = record.startedAt !== undefined;
    if (hasStarted || record.status === 'pending')
      context.clock.note({ ...workOf(record), startTag: record.startTag, hasStarted });
    if (record.status === 'pending') options.queue.add(record.jobId, record);
  }
  // Told to stop while starting: what waits stays waiting.
  if (context.phase !== 'new') return recovery;
  context.phase = 'open';
  options.queue.open((jobId) => runTurn(context, jobId));
  return recovery;
}

async function runTurn(context: ExportsContext, jobId: string): Promise<void> {
  const { table, options, notify } = context;
  const entry = table.get(jobId);
  if (entry === undefined) return;
  context.clock.started(entry.record);
  const isToGoOn = await runAttempt(entry, {
    table,
    store: options.store,
    render: options.render,
    deadlineMs: options.limits.deadlineMs,
    putBackReason: () => context.drainReason,
    notify,
  });
  if (isToGoOn && entry.record.status === 'pending') options.queue.add(jobId, entry.record);
}

/** See `RunningExports.drain`; the phase and the reason are set. */
export async function drainExports(context: ExportsContext): Promise<void> {
  const { table, options } = context;
  for (const { run } of table.entries()) {
    if (run === undefined) continue;
    if (run.stopReason === 'none') run.stopReason = 'shutdown';
    run.controller.abort('shutdown');
  }
  await options.queue.close();
  await context.locks.idle();
  context.phase = 'closed';
  table.close();
  await Promise.all(table.entries().map((entry) => entry.writer.close()));
  await options.store.close();
}

/** See `RunningExports.removeExpired`. */
export async function removeExpired(context: ExportsContext, at: number): Promise<readonly string[]> {
  const { retentionMs } = context.options.limits;
  if (retentionMs <= 0) return [];
  const removed: string[] = [];
  for (const { record } of [...context.table.entries()]) {
    const { jobId } = record;
    if (!isExpired(record, at - retentionMs)) continue;
    try {
      const isGone = await context.locks.run(jobId, async () => {
        // It may have been retried while others were being removed.
        const entry = context.table.get(jobId);
        if (entry === undefined || !isExpired(entry.record, at - retentionMs)) return false;
        await removeOne(context, jobId);
        return true;
      });
      if (isGone) removed.push(jobId);
    } catch (cause) {
      context.notify({ kind: 'trouble', jobId, what: 'An expired export could not be removed.', cause });
    }
  }
  return removed;
}

function isExpired(record: JobRecord, before: number): boolean {
  return isFinal(record.status) && record.finishedAt !== undefined && Date.parse(record.finishedAt) <= before;
}
