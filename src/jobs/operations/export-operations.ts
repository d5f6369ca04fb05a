import { createHash } from 'node:crypto';
import { contentOf, type ExportConfig } from '../../contract/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import { isFinal, type ExportStatus } from '../../contract/status.ts';
import { checkOpen, existingEntry, type ExportsContext } from './exports-context.ts';
import type { JobEntry } from '../state/job-entry.ts';
import { newRecord } from '../state/job-record.ts';
import { idTaken, notRetryable, queueFull } from './request-problems.ts';

/** See `Exports.create`. Call it alone for this id, as all that follow. */
export async function createOne(context: ExportsContext, config: ExportConfig): Promise<ExportStatus> {
  const { table, options } = context;
  checkOpen(context);
  const contentHash = createHash('sha256').update(contentOf(config)).digest('hex');
  const known = table.get(config.id);
  if (known !== undefined) {
    if (known.record.contentHash !== contentHash) throw new ProblemError(idTaken(config.id));
    return table.statusOf(known);
  }
  requirePlaceInLine(context);
  const record = newRecord(
    {
      jobId: config.id,
      projectName: config.projectName,
      format: config.output.format,
      contentHash,
      order: context.nextOrder,
    },
    context.now(),
  );
  context.nextOrder += 1;
  context.arriving += 1;
  try {
    await options.store.create(record, config);
  } finally {
    context.arriving -= 1;
  }
  const entry = table.add(record);
  options.queue.add(record.jobId, record.order);
  return table.statusOf(entry);
}

export async function cancelOne(context: ExportsContext, jobId: string): Promise<ExportStatus> {
  const entry = existingEntry(context, jobId);
  await stopEntry(context, entry);
  return context.table.statusOf(entry);
}

/** Afterwards the export is in a final state, nothing of it runs, and that has been written if it can be. */
async function stopEntry({ table, options }: ExportsContext, entry: JobEntry): Promise<void> {
  while (!isFinal(entry.record.status)) {
    if (entry.run === undefined) {
      options.queue.withdraw(entry.record.jobId);
      table.apply(entry, { kind: 'cancel' });
      await entry.writer.flush();
    } else {
      table.apply(entry, { kind: 'request-cancel' });
      entry.run.controller.abort('cancel');
      await entry.run.settled;
    }
  }
  // It may have ended a moment ago.
  await entry.run?.settled;
}

export async function retryOne(context: ExportsContext, jobId: string): Promise<ExportStatus> {
  const { table, options } = context;
  checkOpen(context);
  const entry = existingEntry(context, jobId);
  const { status, order } = entry.record;
  if (status !== 'failed' && status !== 'cancelled') throw new ProblemError(notRetryable(jobId, status));
  requirePlaceInLine(context);
  await entry.run?.settled;
  table.apply(entry, { kind: 'retry' });
  const trouble = await entry.writer.flush();
  if (trouble !== undefined) {
    table.apply(entry, { kind: 'fail', problem: trouble, warnings: [] });
    throw new ProblemError(trouble);
  }
  options.queue.add(jobId, order);
  return table.statusOf(entry);
}

export async function removeOne(context: ExportsContext, jobId: string): Promise<ExportStatus> {
  const entry = existingEntry(context, jobId);
  await stopEntry(context, entry);
  await entry.writer.suspend();
  try {
    await context.options.store.remove(jobId);
  } catch (thrown) {
    entry.writer.resume();
    throw thrown;
  }
  const last = context.table.statusOf(entry);
  context.table.delete(entry);
  return last;
}

function requirePlaceInLine({ table, arriving, options }: ExportsContext): void {
  const { queueLimit } = options.limits;
  if (table.waitingCount() + arriving >= queueLimit) throw new ProblemError(queueFull(queueLimit));
}
