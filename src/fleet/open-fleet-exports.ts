import { firstFileOf, submissionOf } from '../contract/exports/export-request.ts';
import { outputsAtFirst } from '../contract/exports/output-status.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import { ProblemError } from '../contract/problems.ts';
import { isFinal, type ExportStatus } from '../contract/exports/status.ts';
import { createKeyedLock } from '../disk/keyed-lock.ts';
import { ordinaryPace, type RunningExports } from '../jobs/operations/create-exports.ts';
import { contentHashOf } from '../jobs/operations/export-operations.ts';
import { readingOf, tellsPerTurn } from '../jobs/operations/read-exports.ts';
import { idTaken, notFound, notReady, notRetryable, queueFull } from '../jobs/operations/request-problems.ts';
import type { JobEntry } from '../jobs/state/job-entry.ts';
import { newRecord, workOf, type JobRecord } from '../jobs/state/job-record.ts';
import { createJobTable, type JobTable } from '../jobs/state/job-table.ts';
import type { TurnWish } from '../jobs/state/turn.ts';
import { createQueueFeed } from '../jobs/telling/queue-feed.ts';
import { createTurns } from '../jobs/telling/turns.ts';
import { outputsOfFleet } from './fleet-outputs.ts';
import { redisAway } from './fleet-problems.ts';
import { followJournal, type JournalCopy } from './journal/follow-journal.ts';
import { apply } from './run-export.ts';
import type { FleetExportsOptions } from './fleet-exports-options.ts';

interface Fleet extends FleetExportsOptions {
  readonly table: JobTable;
  readonly copy: () => JournalCopy;
  readonly isOpen: () => boolean;
  /** On their way into the journal. */
  arriving: number;
}

/** The exports of all machines, for a process that answers people. */
export function openFleetExports(options: FleetExportsOptions): RunningExports {
  const { journal, folders, onSeen, basePath, pace = ordinaryPace } = options;
  const turns = createTurns(tellsPerTurn);
  const feed = createQueueFeed({ now: Date.now, turns, intervalMs: pace.eventMs });
  const nowhere = { save: async () => undefined };
  const table = createJobTable({ store: nowhere, feed, now: Date.now, pace, notify: onSeen, basePath });
  let copy: JournalCopy | undefined;
  let isClosed = false;
  const fleet: Fleet = {
    ...options,
    table,
    arriving: 0,
    isOpen: () => copy !== undefined && !isClosed,
    copy: () => {
      if (copy === undefined || isClosed)
        throw new ProblemError(notReady(isClosed ? 'it is shutting down' : 'it is still starting'));
      return copy;
    },
  };
  const locks = createKeyedLock();
  const alone = <Result>(jobId: string, work: () => Promise<Result>) => locks.run(jobId, work);
  const onTrouble = (cause: unknown) =>
    options.notify({ kind: 'trouble', jobId: '', what: 'The exports could not be read from Redis.', cause });
  return {
    catchUp: () => fleet.copy().catchUp(),
    create: (config, wish = {}) => alone(config.id, () => createOne(fleet, config, wish)),
    cancel: (jobId) => alone(jobId, () => cancelOne(fleet, jobId)),
    retry: (jobId) => alone(jobId, () => retryOne(fleet, jobId)),
    remove: (jobId) => alone(jobId, () => removeOne(fleet, jobId)),
    ...outputsIn(fleet),
    ...readingOf({
      ...{ table, feed, turns, eventMs: pace.eventMs, folders },
      find: (jobId) => existing(fleet, jobId),
    }),
    recover: async () => {
      copy = await followJournal(journal, table, onTrouble);
      const none = { requeued: [], completed: [], cancelled: [], failed: [], damaged: [] };
      return { loaded: table.entries().length, ...none };
    },
    drain: async () => {
      await locks.idle();
      isClosed = true;
      await copy?.close();
      table.close();
    },
    removeExpired: (at) => removeExpired(fleet, at),
  };
}

function outputsIn(fleet: Fleet) {
  return outputsOfFleet({
    ...fleet,
    requireRedis: () => requireRedis(fleet),
    requirePlaceInLine: () => requirePlaceInLine(fleet),
    statusNow: (jobId) => statusNow(fleet, jobId),
  });
}

function existing({ table }: Fleet, jobId: string): JobEntry {
  const entry = table.get(jobId);
  if (entry === undefined) throw new ProblemError(notFound(jobId));
  return entry;
}

async function statusNow(fleet: Fleet, jobId: string): Promise<ExportStatus> {
  await fleet.copy().catchUp();
  return fleet.table.statusOf(existing(fleet, jobId));
}

function requireRedis({ journal }: Fleet): void {
  if (journal.redis.status !== 'ready') throw redisAway();
}

function requirePlaceInLine({ table, arriving, limits }: Fleet): void {
  if (table.waitingCount() + arriving >= limits.queueLimit)
    throw new ProblemError(queueFull(limits.queueLimit));
}

async function createOne(fleet: Fleet, config: ExportConfig, wish: TurnWish): Promise<ExportStatus> {
  requireRedis(fleet);
  await fleet.copy().catchUp();
  const contentHash = await contentHashOf(config);
  const known = fleet.table.get(config.id);
  if (known !== undefined) return answerKnown(fleet, known, contentHash);
  requirePlaceInLine(fleet);
  fleet.arriving += 1;
  try {
    const record = await newRecordIn(fleet, config, { contentHash, wish });
    await fleet.journal.alone(config.id, async () => {
      if ((await fleet.journal.read(config.id)) !== undefined) return;
      await makeFolder(fleet, record, config);
      if (await fleet.journal.create(record)) await fleet.passes.add();
    });
  } finally {
    fleet.arriving -= 1;
  }
  await fleet.copy().catchUp();
  // Another process may have taken another export under this id at the same moment.
  return answerKnown(fleet, existing(fleet, config.id), contentHash);
}

function answerKnown({ table }: Fleet, known: JobEntry, contentHash: string): ExportStatus {
  if (known.record.contentHash !== contentHash) throw new ProblemError(idTaken(known.record.jobId));
  return table.statusOf(known);
}

async function newRecordIn(
  { journal }: Fleet,
  config: ExportConfig,
  { contentHash, wish }: { readonly contentHash: string; readonly wish: TurnWish },
): Promise<JobRecord> {
  const { priority = 0, owner, estimatedSeconds = 0 } = wish;
  const startTag = await journal.takeTurn({ priority, owner, estimatedSeconds });
  const turn = { priority, startTag, order: await journal.nextOrder() };
  const { id: jobId, projectName } = config;
  const { reference } = submissionOf(config);
  const job = {
    ...{ jobId, projectName, contentHash, turn, wish },
    ...{ outputFile: firstFileOf(config), outputs: outputsAtFirst(config) },
    ...(reference !== undefined && { reference }),
  };
  return newRecord(job, Date.now());
}

/** A folder that the journal knows nothing of is of an export that was never acknowledged. */
async function makeFolder({ folders }: Fleet, record: JobRecord, config: ExportConfig): Promise<void> {
  try {
    await folders.create(record, config);
  } catch (thrown) {
    const isTaken = thrown instanceof ProblemError && thrown.problem.code === 'ID_TAKEN';
    if (!isTaken) throw thrown;
    await folders.remove(record.jobId);
    await folders.create(record, config);
  }
}

async function cancelOne(fleet: Fleet, jobId: string): Promise<ExportStatus> {
  await stopOne(fleet, jobId);
  return fleet.table.statusOf(existing(fleet, jobId));
}

/** Afterwards the export is in a final state, and whoever rendered it has recorded that nothing of it runs. */
async function stopOne(fleet: Fleet, jobId: string): Promise<JobRecord> {
  requireRedis(fleet);
  for (;;) {
    const record = await fleet.journal.read(jobId);
    if (record === undefined) throw new ProblemError(notFound(jobId));
    if (isFinal(record.status)) {
      await fleet.copy().catchUp();
      return record;
    }
    if (record.status === 'pending') {
      const cancelled = await apply(fleet, {
        jobId,
        event: { kind: 'cancel' },
        attemptToken: record.attemptToken ?? undefined,
      });
      if (cancelled && record.attemptToken === null) await fleet.journal.giveTurnBack(workOf(record));
      continue;
    }
    await fleet.journal.change(jobId, { kind: 'request-cancel' });
    await fleet.copy().catchUp();
    await untilAnotherState(fleet, jobId);
  }
}

/** Resolves when the export is no longer processing, as this process knows it. */
async function untilAnotherState({ table }: Fleet, jobId: string): Promise<void> {
  const never = new AbortController().signal;
  for (;;) {
    const entry = table.get(jobId);
    if (entry === undefined || entry.record.status !== 'processing') return;
    await entry.watchers.next(never);
  }
}

async function retryOne(fleet: Fleet, jobId: string): Promise<ExportStatus> {
  requireRedis(fleet);
  const record = await fleet.journal.read(jobId);
  if (record === undefined) throw new ProblemError(notFound(jobId));
  if (record.status !== 'failed' && record.status !== 'cancelled')
    throw new ProblemError(notRetryable(jobId, record.status));
  requirePlaceInLine(fleet);
  if (await apply(fleet, { jobId, event: { kind: 'retry' } })) await fleet.passes.add();
  return statusNow(fleet, jobId);
}

async function removeOne(fleet: Fleet, jobId: string): Promise<ExportStatus> {
  const record = await stopOne(fleet, jobId);
  const last = fleet.table.statusOf(existing(fleet, jobId));
  await fleet.folders.remove(jobId);
  await fleet.journal.remove(record);
  await fleet.copy().catchUp();
  fleet.notify({ kind: 'removed', status: last });
  return last;
}

async function removeExpired(fleet: Fleet, at: number): Promise<readonly string[]> {
  const { retentionMs } = fleet.limits;
  if (retentionMs <= 0 || !fleet.isOpen()) return [];
  const isExpired = ({ status, finishedAt }: JobRecord) =>
    isFinal(status) && finishedAt !== undefined && Date.parse(finishedAt) <= at - retentionMs;
  const removed: string[] = [];
  for (const { record } of [...fleet.table.entries()]) {
    const { jobId } = record;
    if (!isExpired(record)) continue;
    // It may have been retried, or removed by another process.
    const now = await fleet.journal.read(jobId);
    if (now === undefined || !isExpired(now)) continue;
    try {
      await removeOne(fleet, jobId);
      removed.push(jobId);
    } catch (cause) {
      fleet.notify({ kind: 'trouble', jobId, what: 'An expired export could not be removed.', cause });
    }
  }
  return removed;
}
