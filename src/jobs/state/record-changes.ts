import type { Problem, ProblemCode } from '../../contract/problems.ts';
import type { OutputUpdate, RenderUpdate } from '../../contract/exports/render-port.ts';
import type { OutputStatus, Warning } from '../../contract/exports/status.ts';
import type { JobEvent } from './job-event.ts';
import type { JobRecord } from './job-record.ts';
import {
  asWanted,
  firstOutput,
  outputsAtEnd,
  outputsOnceMore,
  outputsWith,
  withOutputs,
} from './output-changes.ts';

/** What an event makes different in a record. Every `at` is in milliseconds since the epoch. */
export type Changes = Partial<JobRecord>;

/** So many crashes of its children end an export. */
const maxCrashes = 3;

/** So many servers in a row that died without getting further with it end an export. */
const maxDeaths = 5;

/** `progress` until the file is published: 1 is for `completed` alone. */
const almostDone = 0.999;

const crashCodes: readonly ProblemCode[] = ['CHILD_CRASHED'];

export function isCrash(problem: Problem): boolean {
  return crashCodes.includes(problem.code);
}

export function asStarted(record: JobRecord, attemptToken: string, at: number): Changes {
  return {
    status: 'processing',
    message: 'Starting.',
    attemptToken,
    startedAt: record.startedAt ?? isoOf(at),
    progressAtStart: record.progress,
  };
}

export function asUpdated(record: JobRecord, update: RenderUpdate): Changes {
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
    ...withOutputs(record, update.outputs),
  };
}

export function asCompleted(
  record: JobRecord,
  event: Extract<JobEvent, { readonly kind: 'complete' }>,
  at: number,
): Changes {
  const made = event.outputs ?? firstOutput(record, event);
  const { outputs } = withOutputs(record, made);
  // One that failed earlier was not asked for again.
  const failed = outputs?.find(({ state }) => state === 'failed');
  if (failed?.error) return { ...asFailed(failed.error, at), outputs };
  const { output = event.output, report = event.report } = outputs?.[0] ?? {};
  return {
    status: 'completed',
    progress: 1,
    stage: 'publishing',
    message: readyText(event.warnings),
    framesDone: output.frames,
    framesTotal: output.frames,
    output,
    report,
    ...(outputs && { outputs }),
    warnings: [...event.warnings],
    downloadUrl: `/api/export/${record.jobId}/download`,
    etaSeconds: null,
    finishedAt: isoOf(at),
  };
}

/** Some clients show nothing but this: what is black at the end of a film must not be left to the list of warnings. */
function readyText(warnings: readonly Warning[]): string {
  const [first, ...others] = warnings.filter(({ code }) => gapCodes.has(code));
  if (!first) return 'The export is ready.';
  const more = others.length === 0 ? '' : ` (and ${others.length} more like this)`;
  return `The export is ready. ${first.message}${more}`;
}

/** Parts of the programme for which there is no footage. */
const gapCodes: ReadonlySet<string> = new Set(['OUTSIDE_SOURCE', 'BEFORE_SOURCE', 'PAST_SOURCE']);

export function asFailed(
  problem: { readonly code: string; readonly message: string; readonly hint?: string | undefined },
  at: number,
): Changes {
  const { code, message, hint } = problem;
  return {
    status: 'failed',
    message,
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
    etaSeconds: null,
    finishedAt: isoOf(at),
  };
}

export function asCancelled(at: number): Changes {
  return {
    status: 'cancelled',
    message: 'The export was cancelled.',
    etaSeconds: null,
    finishedAt: isoOf(at),
  };
}

/** Back in line within the same attempt: the bar stays where it is. */
export function asWaiting(message: string): Changes {
  return { status: 'pending', stage: 'queued', message, etaSeconds: null, speed: null };
}

export function asCrashed(
  record: JobRecord,
  { problem, outputs }: { readonly problem: Problem; readonly outputs?: readonly OutputUpdate[] | undefined },
  at: number,
): Changes {
  const crashes = record.crashes + 1;
  if (crashes >= maxCrashes) {
    const hint = `${problem.hint ?? 'The log of the export says how it ended.'} It ended like this ${crashes} times.`;
    const last = { ...problem, hint };
    return { ...asFailed(last, at), ...outputsAtEnd(record, { problem: last, outputs }), crashes };
  }
  return { ...asStartedOver(record, `${problem.message} Trying again.`), crashes };
}

/** The server died while this export was being rendered. That costs no attempt, unless it never gets further. */
export function asInterrupted(record: JobRecord, isBlamed: boolean, at: number): Changes {
  const deaths = record.progress > record.progressAtStart ? 0 : record.deaths + (isBlamed ? 1 : 0);
  if (deaths < maxDeaths) {
    return { ...asWaiting('The server was interrupted; the export goes on when its turn comes.'), deaths };
  }
  const problem: Problem = {
    code: 'CHILD_CRASHED',
    message: `The server died ${deaths} times while it worked on this export, and never got further with it.`,
    hint: 'Look into the server log for the reason (often too little memory), then retry the export.',
  };
  return { ...asFailed(problem, at), ...outputsAtEnd(record, { problem }), deaths };
}

/** A new attempt: nothing of the last one's result is left in sight. */
export function asStartedOver(record: JobRecord, message: string): Changes {
  return {
    ...asWaiting(message),
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
    ...outputsOnceMore(record),
    startedAt: undefined,
    finishedAt: undefined,
  };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

/** Back in line to make one output; the attempt is a new one, and what is made stays. */
export function asMakingOutput(record: JobRecord, output: OutputStatus): Changes {
  const { outputs } = record;
  if (!outputs) return {};
  return {
    ...asStartedOver(record, 'Waiting for its turn.'),
    outputs: outputsWith(outputs, asWanted(output)),
    downloadUrl: undefined,
    output: undefined,
    report: undefined,
  };
}

/** Without one of its outputs; what is left may be all that was wanted. */
export function asWithoutOutput(record: JobRecord, id: string, at: number): Changes {
  const outputs = record.outputs?.filter((output) => output.id !== id) ?? [];
  const [first] = outputs;
  const isAllMade = outputs.every(({ state }) => state === 'completed');
  if (record.status === 'completed' || !isAllMade || !first?.output || !first.report) return { outputs };
  const { output, report } = first;
  return {
    ...asCompleted(
      { ...record, outputs },
      { kind: 'complete', output, report, warnings: record.warnings },
      at,
    ),
    error: undefined,
  };
}
