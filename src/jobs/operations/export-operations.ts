import { createHash } from 'node:crypto';
import { firstFileOf, submissionOf } from '../../contract/exports/export-request.ts';
import { outputsAtFirst } from '../../contract/exports/output-status.ts';
import { contentOf, type ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import { isFinal, type ExportStatus } from '../../contract/exports/status.ts';
import { takePieces } from '../../disk/take-pieces.ts';
import { checkOpen, existingEntry, type ExportsContext } from './exports-context.ts';
import type { JobEntry } from '../state/job-entry.ts';
import { newRecord, workOf } from '../state/job-record.ts';
import type { Turn, TurnWish } from '../state/turn.ts';
import { idTaken, notRetryable, queueFull } from './request-problems.ts';

/** See `Exports.create`. Call it alone for this id, as all that follow. */
export async function createOne(
  context: ExportsContext,
  config: ExportConfig,
  wish: TurnWish = {},
): Promise<ExportStatus> {
  const { table, options } = context;
  checkOpen(context);
  const contentHash = await contentHashOf(config);
  // It may have been told to stop meanwhile.
  checkOpen(context);
  const known = table.get(config.id);
  if (known !== undefined) {
    if (known.record.contentHash !== contentHash) throw new ProblemError(idTaken(config.id));
    return table.statusOf(known);
  }
  requirePlaceInLine(context);
  const { id: jobId, projectName } = config;
  const { reference } = submissionOf(config);
  const turn = takeTurn(context, wish);
  const record = newRecord(
    {
      ...{ jobId, projectName, contentHash, turn, wish },
      ...{ outputFile: firstFileOf(config), outputs: outputsAtFirst(config) },
      ...(reference !== undefined && { reference }),
    },
    context.now(),
  );
  context.arriving += 1;
  try {
    await options.store.create(record, config);
  } catch (thrown) {
    context.clock.withdrawn(workOf(record));
    throw thrown;
  } finally {
    context.arriving -= 1;
  }
  const entry = table.add(record);
  options.queue.add(record.jobId, record);
  return table.statusOf(entry);
}

function takeTurn(context: ExportsContext, { priority = 0, owner, estimatedSeconds = 0 }: TurnWish): Turn {
  const order = context.nextOrder;
  context.nextOrder += 1;
  return { priority, startTag: context.clock.take({ priority, owner, estimatedSeconds }), order };
}

/** Decides whether a second config with an id is the same export. */
export async function contentHashOf(config: ExportConfig): Promise<string> {
  const hash = createHash('sha256');
  await takePieces(contentOf(config), (piece) => hash.update(piece));
  return hash.digest('hex');
}

export async function cancelOne(context: ExportsContext, jobId: string): Promise<ExportStatus> {
  const entry = existingEntry(context, jobId);
  await stopEntry(context, entry);
  return context.table.statusOf(entry);
}

/** Afterwards the export is in a final state, nothing of it runs, and that has been written if it can be. */
async function stopEntry({ table, options, clock }: ExportsContext, entry: JobEntry): Promise<void> {
  while (!isFinal(entry.record.status)) {
    if (entry.run === undefined) {
      if (entry.record.attemptToken === null) clock.withdrawn(workOf(entry.record));
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
  const { status } = entry.record;
  if (status !== 'failed' && status !== 'cancelled') throw new ProblemError(notRetryable(jobId, status));
  requirePlaceInLine(context);
  await entry.run?.settled;
  table.apply(entry, { kind: 'retry' });
  const trouble = await entry.writer.flush();
  if (trouble !== undefined) {
    table.apply(entry, { kind: 'fail', problem: trouble, warnings: [] });
    throw new ProblemError(trouble);
  }
  options.queue.add(jobId, entry.record);
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

/** Throws `QUEUE_FULL` where no more may wait. */
export function requirePlaceInLine({ table, arriving, options }: ExportsContext): void {
  const { queueLimit } = options.limits;
  if (table.waitingCount() + arriving >= queueLimit) throw new ProblemError(queueFull(queueLimit));
}
