import { problemFrom, type Problem } from '../../contract/problems.ts';
import type { RenderOutcome } from '../../contract/exports/render-port.ts';
import type { AttemptRun } from '../state/job-entry.ts';
import type { JobEvent } from '../state/job-event.ts';
import type { JobRecord } from '../state/job-record.ts';

export interface EndedRun {
  /** As it is now. */
  readonly record: JobRecord;
  readonly stopReason: AttemptRun['stopReason'];
  readonly deadlineMs: number;
  /** A sentence for those whose export goes back in line. */
  readonly putBackReason: () => string;
  /** Told of a render that stopped although nobody had asked it to, with the reason that it gave. */
  readonly onUnasked: (reason: string) => void;
}

/**
 * What an outcome means. A published file counts whatever was asked meanwhile; then the user's wish; then our
 * own reasons for stopping, because what fails while it is being stopped has not failed by itself.
 */
export function eventOfOutcome(outcome: RenderOutcome, run: EndedRun): JobEvent {
  const { record, stopReason, deadlineMs } = run;
  if (outcome.kind === 'completed') return { ...outcome, kind: 'complete' };
  if (record.isCancelRequested) return { kind: 'cancel' };
  const warnings = outcome.kind === 'failed' ? outcome.warnings : record.warnings;
  if (stopReason === 'deadline') return { kind: 'fail', problem: timedOut(deadlineMs), warnings };
  if (stopReason === 'shutdown') return { kind: 'put-back', reason: run.putBackReason() };
  if (outcome.kind === 'failed') {
    return { kind: 'fail', problem: outcome.problem, warnings, outputs: outcome.outputs };
  }
  run.onUnasked(outcome.reason);
  return { kind: 'fail', problem: problemFrom(outcome.reason), warnings };
}

function timedOut(deadlineMs: number): Problem {
  const minutes = Math.round(deadlineMs / 60_000);
  return {
    code: 'TIMED_OUT',
    message: `The export was not finished after ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and was stopped.`,
    hint: 'Retry it: finished parts are used again. EXPORT_TIMEOUT_MINUTES sets the limit.',
  };
}
