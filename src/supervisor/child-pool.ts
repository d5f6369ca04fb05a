import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { notStarted, stopReasonOf, type NotStartedOutcome } from './watch/child-outcome.ts';

export interface ChildPoolOptions {
  /** Most jobs that run at once, 1 or more. */
  readonly concurrency: number;
  /** Cores to share out; those of the machine unless told otherwise. */
  readonly cores?: number | undefined;
  /** Instead of a share of the cores. */
  readonly threadsPerChild?: number | undefined;
}

/** A place among the running. */
export interface Slot {
  /** How many threads the child should use: its share of the cores, at least 1. */
  readonly threads: number;
  /** Aborted when the job's own signal is, or when the pool closes. Hand it to `superviseChild`. */
  readonly signal: AbortSignal;
}

export interface PoolJob<T> {
  /** Higher goes first; first come, first served among equals. */
  readonly priority: number;
  /** For people: shown in `stats`. */
  readonly label: string;
  readonly signal: AbortSignal;
  /**
   * Work that can wait: it is aborted (as a cancel) as soon as another job has no slot because of it. Whoever
   * wants it done asks again.
   */
  readonly yields?: boolean;
  /** Must settle only when its children have exited: until then it holds the slot. */
  readonly run: (slot: Slot) => Promise<T>;
}

export interface PoolStats {
  readonly running: number;
  readonly waiting: number;
  readonly concurrency: number;
  /** Labels of what runs, in the order of their start. */
  readonly labels: readonly string[];
}

export interface ChildPool {
  /**
   * Runs the job when its turn comes. Aborted before that it settles at once, as not started, and `run` is never
   * called; aborted later it settles when `run` does. Rejects with what `run` rejects with.
   */
  run<T>(job: PoolJob<T>): Promise<T | NotStartedOutcome>;
  /** Settles all that wait, aborts all that runs, takes no more. Resolves when nothing runs any more. */
  close(reason: 'shutdown' | 'cancel'): Promise<void>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
  stats(): PoolStats;
}

interface Ticket {
  readonly label: string;
  readonly yields: boolean;
  readonly controller: AbortController;
}

/**
 * A cap on the children of this process. p-queue gives order and cap; its `timeout`, `signal` and `clear` are
 * not used, since they free the slot, or forget the waiter, while the child still runs. A job that is aborted
 * while it waits leaves an empty task behind in the queue that ends within the microtask it starts in.
 */
export function createChildPool(options: ChildPoolOptions): ChildPool {
  const { concurrency } = options;
  const queue = new PQueue({ concurrency });
  const waiting = new Set<Ticket>();
  const running = new Set<Ticket>();
  const threads =
    options.threadsPerChild ?? shareOfCores(options.cores ?? availableParallelism(), concurrency);
  let closedFor: 'shutdown' | 'cancel' | undefined;

  const take = <T>(job: PoolJob<T>, ticket: Ticket): Promise<T | NotStartedOutcome> =>
    new Promise((resolve, reject) => {
      const { signal } = ticket.controller;
      waiting.add(ticket);
      const onAbort = (): void => {
        if (waiting.delete(ticket)) resolve(notStarted(stopReasonOf(signal)));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const turn = async (): Promise<void> => {
        if (!waiting.delete(ticket)) return;
        running.add(ticket);
        await runJob(job, { threads, signal })
          .then(resolve, reject)
          .finally(() => running.delete(ticket));
      };
      void queue.add(turn, { priority: job.priority });
      if (!ticket.yields) stopYielding();
    });

  const stopYielding = (): void => {
    for (const { controller } of inTheWay(waiting, running, concurrency)) controller.abort('yield');
  };

  return {
    run: async (job) => {
      if (closedFor !== undefined) return notStarted(closedFor);
      if (job.signal.aborted) return notStarted(stopReasonOf(job.signal));
      const { controller, unlink } = followAbort(job.signal);
      return take(job, { label: job.label, yields: job.yields ?? false, controller }).finally(unlink);
    },
    close: async (reason) => {
      closedFor ??= reason;
      for (const { controller } of [...waiting, ...running]) controller.abort(closedFor);
      await queue.onIdle();
    },
    idle: () => queue.onIdle(),
    stats: () => ({
      running: running.size,
      waiting: waiting.size,
      concurrency,
      labels: [...running].map(({ label }) => label),
    }),
  };
}

/** Whole cores per child where `concurrency` children run at once, at least 1. */
export function shareOfCores(cores: number, concurrency: number): number {
  return Math.max(1, Math.floor(cores / concurrency));
}

/**
 * What runs and can wait while something urgent has no slot. Those that give way hold their slots until their children
 * are dead, so the cap holds meanwhile.
 */
function inTheWay(waiting: ReadonlySet<Ticket>, running: ReadonlySet<Ticket>, concurrency: number): Ticket[] {
  const urgent = [...waiting].filter((ticket) => !ticket.yields);
  if (urgent.length === 0 || running.size + urgent.length <= concurrency) return [];
  return [...running].filter((ticket) => ticket.yields);
}

/** A controller that is aborted with the signal, until it is unlinked. */
function followAbort(signal: AbortSignal): { controller: AbortController; unlink: () => void } {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  // One export's signal is shared by all its jobs: many listeners on it are no leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', onAbort, { once: true });
  return { controller, unlink: () => signal.removeEventListener('abort', onAbort) };
}

/** A `run` that throws instead of rejecting must not bring the pool down. */
async function runJob<T>(job: PoolJob<T>, slot: Slot): Promise<T> {
  return job.run(slot);
}
