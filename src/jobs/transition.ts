import type { Problem, ProblemCode } from '../contract/problems.ts';
import type { RenderUpdate } from '../contract/render-port.ts';
import type { JobEvent } from './job-event.ts';
import type { JobRecord } from './job-record.ts';

/** So many crashes of its children end an export. */
export const maxCrashes = 3;

/** So many servers in a row that died without getting further with it end an export. */
export const maxDeaths = 5;

/**
 * Sequence numbers a new server skips at least: more than the last one can have used since its last write.
 * The clock, in milliseconds, is normally far ahead of that.
 */
const skippedNumbers = 1000;

/** `progress` until the file is published: 1 is for `completed` alone. */
const almostDone = 0.999;

const crashCodes: readonly ProblemCode[] = ['CHILD_CRASHED', 'OUT_OF_MEMORY'];

export type Transition =
  | { readonly isOk: true; readonly record: JobRecord }
  /** The event means nothing in this state; the reason is for the log. */
  | { readonly isOk: false; readonly reason: string };

type Changes = Partial<JobRecord>;

/**
 * What becomes of an export when something happens to it; `at` is in milliseconds since the epoch. Pure. Every
 * change raises `seq` by one; `adopt` raises it past everything an earlier server can have announced.
 */
export function transition(record: JobRecord, event: JobEvent, at: number): Transition {
  const changes = changesOf(record, event, at);
  if (changes === undefined) {
    return { isOk: false, reason: `'${event.kind}' means nothing to an export that is ${record.status}` };
  }
  const seq = event.kind === 'adopt' ? Math.max(record.seq + skippedNumbers, at) : record.seq + 1;
  return { isOk: true, record: { ...record, ...changes, seq, updatedAt: isoOf(at) } };
}

function changesOf(record: JobRecord, event: JobEvent, at: number): Changes | undefined {
  switch (record.status) {
    case 'pending':
      return changesWhilePending(record, event, at);
    case 'processing':
      return changesWhileProcessing(record, event, at);
    case 'failed':
    case 'cancelled':
      return event.kind === 'retry' ? startedOver(record, 'Waiting for its turn.') : undefined;
    case 'completed':
      return undefined;
  }
}

function changesWhilePending(record: JobRecord, event: JobEvent, at: number): Changes | undefined {
  switch (event.kind) {
    case 'start':
      return {
        status: 'processing',
        message: 'Starting.',
        attemptToken: event.attemptToken,
        startedAt: record.startedAt ?? isoOf(at),
        progressAtStart: record.progress,
      };
    case 'move':
    case 'adopt':
      return {};
    case 'cancel':
      return cancelled(at);
    case 'complete':
      return completed(record, event, at);
    case 'fail':
      return failed(event.problem, at);
    case 'update':
    case 'request-cancel':
    case 'interrupt':
    case 'put-back':
    case 'retry':
      return undefined;
  }
}

function changesWhileProcessing(record: JobRecord, event: JobEvent, at: number): Changes | undefined {
  switch (event.kind) {
    case 'update':
      return record.isCancelRequested ? undefined : updated(record, event.update);
    case 'request-cancel':
      return record.isCancelRequested ? undefined : { isCancelRequested: true, message: 'Stopping.' };
    case 'cancel':
      return cancelled(at);
    case 'complete':
      return completed(record, event, at);
    case 'fail':
      return crashCodes.includes(event.problem.code)
        ? crashed(record, event.problem, at)
        : { ...failed(event.problem, at), warnings: [...event.warnings] };
    case 'put-back':
      return { ...waiting(event.reason), deaths: 0 };
    case 'interrupt':
      return diedWith(record, at);
    case 'adopt':
      return {};
    case 'start':
    case 'move':
    case 'retry':
      return undefined;
  }
}

function updated(record: JobRecord, update: RenderUpdate): Changes {
  const isForward = update.progress > record.progress;
  return {
    stage: update.stage,
    progress: isForward ? Math.min(update.progress, almostDone) : record.progress,
    message: update.message,
    // After a restart the render starts counting again while the bar stays where it was.
    framesDone: Math.max(update.framesDone, record.framesDone),
    framesTotal: Math.max(update.framesTotal, record.framesTotal),
    speed: update.speed,
    etaSeconds: update.etaSeconds,
    warnings: [...update.warnings],
    ...(update.plan ? { plan: update.plan } : {}),
  };
}

function completed(
  record: JobRecord,
  event: Extract<JobEvent, { readonly kind: 'complete' }>,
  at: number,
): Changes {
  return {
    status: 'completed',
    progress: 1,
    stage: 'publishing',
    message: 'The export is ready.',
    framesDone: event.output.frames,
    framesTotal: event.output.frames,
    output: event.output,
    report: event.report,
    warnings: [...event.warnings],
    downloadUrl: `/api/export/${record.jobId}/download`,
    etaSeconds: null,
    finishedAt: isoOf(at),
  };
}

function failed(problem: Problem, at: number): Changes {
  const { code, message, hint } = problem;
  return {
    status: 'failed',
    message,
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
    etaSeconds: null,
    finishedAt: isoOf(at),
  };
}

function cancelled(at: number): Changes {
  return {
    status: 'cancelled',
    message: 'The export was cancelled.',
    etaSeconds: null,
    finishedAt: isoOf(at),
  };
}

/** Back in line within the same attempt: the bar stays where it is. */
function waiting(message: string): Changes {
  return { status: 'pending', stage: 'queued', message, etaSeconds: null, speed: null };
}

function crashed(record: JobRecord, problem: Problem, at: number): Changes {
  const crashes = record.crashes + 1;
  if (crashes >= maxCrashes) {
    const hint = `${problem.hint ?? 'The log of the export says how it ended.'} It ended like this ${crashes} times.`;
    return { ...failed({ ...problem, hint }, at), crashes };
  }
  return { ...startedOver(record, `${problem.message} Trying again.`), crashes };
}

/** The server died while this export was being rendered. That costs no attempt, unless it never gets further. */
function diedWith(record: JobRecord, at: number): Changes {
  const deaths = record.progress > record.progressAtStart ? 0 : record.deaths + 1;
  if (deaths < maxDeaths) {
    return { ...waiting('The server was interrupted; the export goes on when its turn comes.'), deaths };
  }
  const problem: Problem = {
    code: 'CHILD_CRASHED',
    message: `The server died ${deaths} times while it worked on this export, and never got further with it.`,
    hint: 'Look into the server log for the reason (often too little memory), then retry the export.',
  };
  return { ...failed(problem, at), deaths };
}

/** A new attempt: nothing of the last one's result is left in sight. */
function startedOver(record: JobRecord, message: string): Changes {
  return {
    ...waiting(message),
    attempt: record.attempt + 1,
    attemptToken: null,
    progress: 0,
    progressAtStart: 0,
    framesDone: 0,
    framesTotal: 0,
    crashes: 0,
    deaths: 0,
    isCancelRequested: false,
    warnings: [],
    error: undefined,
    plan: undefined,
    startedAt: undefined,
    finishedAt: undefined,
  };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
