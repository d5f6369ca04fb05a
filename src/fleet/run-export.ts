import { randomUUID } from 'node:crypto';
import { problemFrom } from '../contract/problems.ts';
import type { RenderOutcome, RenderUpdate } from '../contract/exports/render-port.ts';
import { isFinal } from '../contract/exports/status.ts';
import { eventOfOutcome } from '../jobs/operations/outcome-event.ts';
import { startDeadline } from '../jobs/operations/run-attempt.ts';
import type { Render } from '../jobs/ports.ts';
import type { AttemptRun } from '../jobs/state/job-entry.ts';
import { eventOfPublished } from '../jobs/operations/find-published.ts';
import { wantedIds } from '../jobs/state/output-changes.ts';
import type { JobEvent } from '../jobs/state/job-event.ts';
import { statusOf, type JobRecord } from '../jobs/state/job-record.ts';
import type { JobStore } from '../jobs/state/job-store.ts';
import { rankOfTurn } from '../jobs/state/turn.ts';
import type { JobNotice } from '../jobs/telling/notice.ts';
import type { Pass } from './handing-out/passes.ts';
import type { Changed, Journal } from './journal/journal.ts';
import { createLatestOnly } from './handing-out/latest-only.ts';
import { takenOver } from './fleet-problems.ts';

export interface RunOptions {
  readonly journal: Journal;
  /** The exports' folders, which all machines see. */
  readonly folders: JobStore;
  readonly render: Render;
  readonly discardPartials: (folder: string) => Promise<void>;
  readonly deadlineMs: number;
  readonly notify: (notice: JobNotice) => void;
  /** Why what is stopped goes back in line: a sentence. */
  readonly putBackReason: () => string;
}

/** A run under way on this machine. */
export interface FleetRun extends Pick<AttemptRun, 'controller' | 'stopReason'> {
  readonly attemptToken: string;
}

/** Shortest time between two updates of one export, in milliseconds. */
const updateMs = 100;

/**
 * Renders the export that was taken with a pass, after whoever had it before, and records its end. Answers whether it
 * waits in line again. Where the pass was lost meanwhile, whoever has it now says what becomes of the export.
 */
export async function runExport(
  jobId: string,
  pass: Pass,
  options: RunOptions & { readonly running: Map<string, FleetRun>; readonly isClosing: () => boolean },
): Promise<boolean> {
  const { journal, running, isClosing } = options;
  if (!(await takeOver(jobId, options))) return false;
  if (isClosing()) {
    // Taken out of the line already, but not begun.
    await apply(options, { jobId, event: { kind: 'move' } });
    return true;
  }
  const attemptToken = randomUUID();
  const run: FleetRun = { controller: new AbortController(), stopReason: 'none', attemptToken };
  // Before anybody can know of it: whoever cancels it, or drains this worker, finds it here.
  running.set(jobId, run);
  try {
    const started = await apply(options, { jobId, event: { kind: 'start', attemptToken } });
    if (started === undefined) return false;
    const outcome = await renderHeld(started.record, { pass, run, options });
    if (!(await pass.confirm())) return false;
    const record = (await journal.read(jobId)) ?? started.record;
    const { deadlineMs, putBackReason, notify } = options;
    const onUnasked = (cause: string) =>
      notify({ kind: 'trouble', jobId, what: 'A render stopped although nobody had asked it to.', cause });
    const event = eventOfOutcome(outcome, {
      ...{ record, stopReason: run.stopReason, deadlineMs, putBackReason, onUnasked },
    });
    const ended = await apply(options, { jobId, event, attemptToken });
    return ended?.record.status === 'pending';
  } finally {
    running.delete(jobId);
  }
}

/** Settles what a run left that has died: published, cancelled or in line again. True where it may be started now. */
async function takeOver(jobId: string, options: RunOptions): Promise<boolean> {
  const { journal, folders, discardPartials } = options;
  const record = await journal.read(jobId);
  if (record === undefined || isFinal(record.status)) return false;
  if (record.status === 'pending') return true;
  const published = await eventOfPublished(record, folders);
  const token = { attemptToken: record.attemptToken ?? undefined };
  await discardPartials(folders.folderOf(jobId)).catch((cause: unknown) => {
    const what = 'What an interrupted export left could not be deleted.';
    options.notify({ kind: 'trouble', jobId, what, cause });
  });
  if (published?.kind === 'published') await apply(options, { jobId, event: published, ...token });
  const event: JobEvent =
    published?.kind === 'complete'
      ? published
      : record.isCancelRequested
        ? { kind: 'cancel' }
        : { kind: 'interrupt', isBlamed: true };
  const changed = await apply(options, { jobId, event, ...token });
  return changed?.record.status === 'pending';
}

export interface Happening {
  readonly jobId: string;
  readonly event: JobEvent;
  /** Only as long as this run has the export. */
  readonly attemptToken?: string | undefined;
}

/** Changes an export, tells this machine's log, and writes the state beside its files. */
export async function apply(
  { journal, folders, notify }: Pick<RunOptions, 'journal' | 'folders' | 'notify'>,
  { jobId, event, attemptToken }: Happening,
): Promise<Changed | undefined> {
  const changed = await journal.change(
    jobId,
    event,
    attemptToken === undefined ? undefined : { attemptToken },
  );
  if (changed === undefined) return undefined;
  const { from, record } = changed;
  if (record.status !== from.status)
    notify({ kind: 'state', from: from.status, status: statusOf(record, null) });
  // For people and programs that look into the folder; the journal is what counts.
  await folders.save(record).catch((cause: unknown) => {
    notify({
      kind: 'trouble',
      jobId,
      what: 'The state of an export could not be written to its folder.',
      cause,
    });
  });
  return changed;
}

interface HeldRun {
  readonly pass: Pass;
  readonly run: FleetRun;
  readonly options: RunOptions;
}

async function renderHeld(record: JobRecord, { pass, run, options }: HeldRun): Promise<RenderOutcome> {
  const { jobId, attempt, attemptToken } = record;
  const { journal, folders } = options;
  const { controller } = run;
  const guard = { attemptToken: attemptToken ?? '' };
  const stop = () => controller.abort('shutdown');
  pass.lost.addEventListener('abort', stop);
  const stopTimer = startDeadline(run, options.deadlineMs);
  const updates = createLatestOnly<RenderUpdate>(updateMs, async (update) => {
    const changed = await journal.change(jobId, { kind: 'update', update }, guard);
    if (changed === undefined) await obeyJournal(jobId, run, journal);
  });
  try {
    const config = await folders.readConfig(jobId);
    const folder = folders.folderOf(jobId);
    const outputs = wantedIds(record);
    return await options.render(
      {
        ...{ jobId, config, folder, attempt, attemptToken: guard.attemptToken },
        ...(outputs && { outputs }),
        order: rankOfTurn(record),
      },
      {
        signal: controller.signal,
        onUpdate: updates.put,
        requireOurs: () => {
          if (pass.isHeld()) return;
          // Nothing is wrong with the export: where it is ours after all, it goes on when its turn comes.
          if (run.stopReason === 'none') run.stopReason = 'shutdown';
          throw takenOver(jobId);
        },
      },
    );
  } catch (cause) {
    options.notify({ kind: 'trouble', jobId, what: 'An export failed unexpectedly.', cause });
    return { kind: 'failed', problem: problemFrom(cause), warnings: [] };
  } finally {
    stopTimer();
    pass.lost.removeEventListener('abort', stop);
    await updates.close();
  }
}

/** An update that means nothing: the export is to be stopped, or another run has it. */
async function obeyJournal(jobId: string, run: FleetRun, journal: Journal): Promise<void> {
  const record = await journal.read(jobId);
  if (record?.attemptToken !== run.attemptToken) run.controller.abort('shutdown');
  else if (record.isCancelRequested) run.controller.abort('cancel');
}
