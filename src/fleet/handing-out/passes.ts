import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import type { RedisPlace } from '../journal/connect.ts';
import { connectionOf, holdJob, holdingOptions, type HeldJob } from './hold-job.ts';

/** A right to one turn: whoever holds it takes the first export in line. */
export type Pass = HeldJob;

/** Passes that wait to be taken, by BullMQ. They say nothing of exports: which one is next is decided when one is taken. */
export interface Passes {
  readonly add: () => Promise<void>;
  readonly waiting: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface PassTaking extends RedisPlace {
  readonly concurrency: number;
  /** Uses a pass up; it is gone when this settles. Must not reject. */
  readonly use: (pass: Pass) => Promise<void>;
  readonly onError: (error: Error) => void;
}

const queueName = 'exports';

export function openPasses(place: RedisPlace, onError: (error: Error) => void): Passes {
  const queue = new Queue(queueName, {
    connection: connectionOf(place),
    prefix: `${place.prefix}bull`,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  });
  queue.on('error', onError);
  return {
    add: async () => {
      await queue.add('turn', {}, { jobId: `turn-${randomUUID()}` });
    },
    waiting: () => queue.getWaitingCount(),
    close: () => queue.close(),
  };
}

/** Takes passes until it is closed, which waits for those that are in use. */
export function takePasses({ concurrency, use, onError, ...place }: PassTaking): {
  readonly close: () => Promise<void>;
} {
  const worker = new Worker(
    queueName,
    async (job, token) => {
      const holding = holdJob(job, token ?? '');
      try {
        await use(holding.held);
      } finally {
        holding.end();
      }
    },
    {
      connection: connectionOf(place),
      prefix: `${place.prefix}bull`,
      concurrency,
      ...holdingOptions,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on('error', onError);
  return { close: () => worker.close() };
}
