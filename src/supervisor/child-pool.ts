import PQueue from 'p-queue';

/** What a job may use of the machine while it runs. */
export interface Slot {
  /** Threads it may start: its share of the cores. */
  readonly threads: number;
}

export interface PoolJob<T> {
  /** Higher goes first; equal ones in the order they came. */
  readonly priority: number;
  readonly label: string;
  readonly signal: AbortSignal;
  /** Must settle only when its child is gone: the slot is free from then on. */
  readonly run: (slot: Slot) => Promise<T>;
}

/** Runs children side by side, never more than the cap. */
export interface ChildPool {
  /** Rejects with the signal's reason where the job is stopped before its turn; it then never starts. */
  readonly run: <T>(job: PoolJob<T>) => Promise<T>;
  readonly stats: () => { running: number; waiting: number; concurrency: number };
  /** Resolves when nothing runs and nothing waits. */
  readonly idle: () => Promise<void>;
}

/**
 * A pool over p-queue. Its `timeout`, `signal` and `clear` are not used: the first two free the slot while
 * the child still runs, the last leaves promises pending for ever.
 */
export function createChildPool(options: { concurrency: number; cores: number }): ChildPool {
  const queue = new PQueue({ concurrency: options.concurrency });
  const threads = Math.max(1, Math.floor(options.cores / options.concurrency));
  return {
    run: (job) => enqueue(queue, job, { threads }),
    stats: () => ({ running: queue.pending, waiting: queue.size, concurrency: options.concurrency }),
    idle: () => queue.onIdle(),
  };
}

function enqueue<T>(queue: PQueue, job: PoolJob<T>, slot: Slot): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const { signal } = job;
    let hasSettled = false;
    const refuse = () => {
      hasSettled = true;
      reject(asError(signal.reason));
    };
    if (signal.aborted) return refuse();
    signal.addEventListener('abort', refuse, { once: true });
    void queue.add(
      async () => {
        if (hasSettled) return;
        signal.removeEventListener('abort', refuse);
        await job.run(slot).then(resolve, reject);
      },
      { priority: job.priority },
    );
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
