import { randomUUID } from 'node:crypto';
import { problemFrom, type Problem } from '../../contract/problems.ts';
import type { RenderOutcome } from '../../contract/exports/render-port.ts';
import type { AttemptRun, JobEntry } from '../state/job-entry.ts';
import { eventOfOutcome } from './outcome-event.ts';
import { wantedIds } from '../state/output-changes.ts';
import type { JobStore } from '../state/job-store.ts';
import { rankOfTurn } from '../state/turn.ts';
import type { JobTable } from '../state/job-table.ts';
import type { JobNotice } from '../telling/notice.ts';
import type { Render } from '../ports.ts';

export interface AttemptOptions {
  readonly table: JobTable;
  readonly store: Pick<JobStore, 'readConfig' | 'folderOf' | 'requireOurs'>;
  readonly render: Render;
  /** Longest time one run may take, in milliseconds; Infinity for no limit. */
  readonly deadlineMs: number;
  /** What to tell those whose export goes back in line: a sentence. */
  readonly putBackReason: () => string;
  readonly notify: (notice: JobNotice) => void;
}

/** Timers hold 31 bits; what would take longer is as good as no limit. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Renders an export whose turn has come, if it still waits, and resolves when its end has been recorded: with
 * true when it shall have another turn. Never rejects.
 */
export async function runAttempt(entry: JobEntry, options: AttemptOptions): Promise<boolean> {
  const { table } = options;
  if (!table.apply(entry, { kind: 'start', attemptToken: randomUUID() })) return false;
  let settle = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const run: AttemptRun = { controller: new AbortController(), settled, stopReason: 'none' };
  entry.run = run;
  const outcome = await renderEntry(entry, run, options);
  const { deadlineMs, putBackReason, notify } = options;
  const { record } = entry;
  const onUnasked = (cause: string) =>
    notify({
      kind: 'trouble',
      jobId: record.jobId,
      what: 'A render stopped although nobody had asked it to.',
      cause,
    });
  table.apply(
    entry,
    eventOfOutcome(outcome, { record, stopReason: run.stopReason, deadlineMs, putBackReason, onUnasked }),
  );
  await entry.writer.flush();
  entry.run = undefined;
  const isToGoOn = entry.record.status === 'pending';
  settle();
  return isToGoOn;
}

async function renderEntry(
  entry: JobEntry,
  run: AttemptRun,
  options: AttemptOptions,
): Promise<RenderOutcome> {
  const { jobId, attempt, attemptToken } = entry.record;
  // The token must be on disk before anything can be published under it.
  const trouble = await entry.writer.flush();
  if (trouble !== undefined) return failed(trouble);
  const stopTimer = startDeadline(run, options.deadlineMs);
  try {
    const config = await options.store.readConfig(jobId);
    if (run.controller.signal.aborted) return { kind: 'stopped', reason: 'cancel' };
    const folder = options.store.folderOf(jobId);
    const outputs = wantedIds(entry.record);
    return await options.render(
      {
        ...{ jobId, config, folder, attempt, attemptToken: attemptToken ?? '' },
        ...(outputs && { outputs }),
        order: rankOfTurn(entry.record),
      },
      {
        signal: run.controller.signal,
        requireOurs: options.store.requireOurs,
        onUpdate: (update) => {
          if (entry.run === run) options.table.apply(entry, { kind: 'update', update });
        },
      },
    );
  } catch (thrown) {
    options.notify({ kind: 'trouble', jobId, what: 'An export failed unexpectedly.', cause: thrown });
    return failed(problemFrom(thrown));
  } finally {
    stopTimer();
  }
}

/** Ends a run that takes too long; answers how to call that off. */
export function startDeadline(
  run: Pick<AttemptRun, 'controller' | 'stopReason'>,
  deadlineMs: number,
): () => void {
  if (deadlineMs > longestTimerMs) return () => undefined;
  const timer = setTimeout(() => {
    if (run.stopReason === 'none') run.stopReason = 'deadline';
    // Renders know two reasons; the difference to a cancel is ours to remember.
    run.controller.abort('cancel');
  }, deadlineMs);
  return () => clearTimeout(timer);
}

function failed(problem: Problem): RenderOutcome {
  return { kind: 'failed', problem, warnings: [] };
}
