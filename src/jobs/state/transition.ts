import type { JobEvent } from './job-event.ts';
import type { JobRecord } from './job-record.ts';
import { outputsAtEnd, outputsOnCancel, withOutputs } from './output-changes.ts';
import {
  asCancelled,
  asCompleted,
  asCrashed,
  asFailed,
  asMakingOutput,
  asInterrupted,
  asStarted,
  asStartedOver,
  asUpdated,
  asWaiting,
  asWithoutOutput,
  isCrash,
  type Changes,
} from './record-changes.ts';

/**
 * Sequence numbers a new server skips at least: more than the last one can have used since its last write.
 * The clock, in milliseconds, is normally far ahead of that.
 */
const skippedNumbers = 1000;

export type Transition =
  | { readonly isOk: true; readonly record: JobRecord }
  /** The event means nothing in this state; the reason is for the log. */
  | { readonly isOk: false; readonly reason: string };

/**
 * What becomes of an export when something happens to it; `at` is in milliseconds since the epoch. Pure. Every
 * change raises `seq` by one; `adopt` raises it past everything an earlier server can have announced.
 */
export function transition(record: JobRecord, event: JobEvent, at: number): Transition {
  const changes = changesOf(record, event, at);
  if (changes === undefined) {
    return { isOk: false, reason: `'${event.kind}' means nothing to an export that is ${record.status}` };
  }
  const seq = event.kind === 'adopt' ? Math.max(record.seq + skippedNumbers, Math.floor(at)) : record.seq + 1;
  return { isOk: true, record: { ...record, ...changes, seq, updatedAt: new Date(at).toISOString() } };
}

function changesOf(record: JobRecord, event: JobEvent, at: number): Changes | undefined {
  switch (record.status) {
    case 'pending':
      return changesWhilePending(record, event, at);
    case 'processing':
      return changesWhileProcessing(record, event, at);
    case 'failed':
    case 'cancelled':
      return event.kind === 'retry'
        ? asStartedOver(record, 'Waiting for its turn.')
        : changesOfOutputs(record, event, at);
    case 'completed':
      return changesOfOutputs(record, event, at);
  }
}

/** What may still happen to an export that has ended: outputs come and go. */
function changesOfOutputs(record: JobRecord, event: JobEvent, at: number): Changes | undefined {
  if (event.kind === 'make-output') return asMakingOutput(record, event.output);
  return event.kind === 'drop-output' ? asWithoutOutput(record, event.id, at) : undefined;
}

function changesWhilePending(record: JobRecord, event: JobEvent, at: number): Changes | undefined {
  switch (event.kind) {
    case 'start':
      return asStarted(record, event.attemptToken, at);
    case 'move':
    case 'adopt':
      return {};
    case 'cancel':
      return { ...asCancelled(at), ...outputsOnCancel(record) };
    case 'complete':
      return asCompleted(record, event, at);
    case 'fail':
      return { ...asFailed(event.problem, at), ...outputsAtEnd(record, event) };
    case 'published':
      return withOutputs(record, event.outputs);
    case 'update':
    case 'request-cancel':
    case 'interrupt':
    case 'put-back':
    case 'retry':
    case 'make-output':
    case 'drop-output':
      return undefined;
  }
}

function changesWhileProcessing(record: JobRecord, event: JobEvent, at: number): Changes | undefined {
  switch (event.kind) {
    case 'update':
      return record.isCancelRequested ? undefined : asUpdated(record, event.update);
    case 'request-cancel':
      return record.isCancelRequested ? undefined : { isCancelRequested: true, message: 'Stopping.' };
    case 'cancel':
      return { ...asCancelled(at), ...outputsOnCancel(record) };
    case 'complete':
      return asCompleted(record, event, at);
    case 'fail':
      return isCrash(event.problem)
        ? asCrashed(record, event, at)
        : {
            ...asFailed(event.problem, at),
            warnings: [...event.warnings],
            ...outputsAtEnd(record, event),
          };
    case 'published':
      return withOutputs(record, event.outputs);
    case 'put-back':
      return { ...asWaiting(event.reason), deaths: 0 };
    case 'interrupt':
      return asInterrupted(record, event.isBlamed, at);
    case 'adopt':
      return {};
    case 'start':
    case 'move':
    case 'retry':
    case 'make-output':
    case 'drop-output':
      return undefined;
  }
}
