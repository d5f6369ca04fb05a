import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionOptions, Job } from 'bullmq';
import type { RedisPlace } from '../journal/connect.ts';

/** A job of BullMQ that this process has taken. */
export interface HeldJob {
  readonly id: string;
  /**
   * Whether nobody else can have taken this job at this moment. Synchronous, and by this machine's own clock: a
   * process that was stopped for a while knows when it wakes up.
   */
  readonly isHeld: () => boolean;
  /** Resolves when it is known whether the job is still held: at once, or when Redis has answered. */
  readonly confirm: () => Promise<boolean>;
  /** Aborts when it is known that another has it. */
  readonly lost: AbortSignal;
}

/** A job is its holder's for so long after it was renewed; then another may take it. */
const lockMs = 8_000;
/** Renewed so often; and how often it is looked for holders who are gone. */
const renewMs = 2_000;
const lookForStalledMs = 2_000;
/** Nothing is published so shortly before another may have taken the job. */
const marginMs = 1_000;

/** BullMQ gives up jobs whose workers die too often; how often an export may is in its record (`deaths`). */
const anyNumberOfTimes = 1_000_000;

/** For a BullMQ worker whose jobs are held with `holdJob`, which renews them: it has to be known when that was. */
export const holdingOptions = {
  lockDuration: lockMs,
  stalledInterval: lookForStalledMs,
  maxStalledCount: anyNumberOfTimes,
  skipLockRenewal: true,
} as const;

/** BullMQ connects by itself, and waits for Redis as long as it is away. */
export function connectionOf({ url }: RedisPlace): ConnectionOptions {
  return { url, maxRetriesPerRequest: null };
}

/** Holds a job that was just taken, until `end`. */
export function holdJob(job: Job, token: string): { readonly held: HeldJob; readonly end: () => void } {
  const lost = new AbortController();
  const over = new AbortController();
  let heldUntil = performance.now() + lockMs - marginMs;
  const isHeld = () => !lost.signal.aborted && performance.now() < heldUntil;
  const renew = async (): Promise<void> => {
    const asked = performance.now();
    const answer = await job.extendLock(token, lockMs).catch(() => 0);
    if (over.signal.aborted) return;
    if (answer === 1) heldUntil = asked + lockMs - marginMs;
    else lost.abort();
  };
  const renewing = (async () => {
    while (!over.signal.aborted && !lost.signal.aborted) {
      await delay(renewMs, undefined, { signal: over.signal }).catch(() => undefined);
      if (!over.signal.aborted) await renew();
    }
  })();
  void renewing;
  const held: HeldJob = {
    id: job.id ?? '',
    isHeld,
    confirm: async () => {
      if (!isHeld() && !lost.signal.aborted) await renew();
      return isHeld();
    },
    lost: lost.signal,
  };
  return { held, end: () => over.abort() };
}
