import { setTimeout as delay } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import { connectionOf } from '../handing-out/hold-job.ts';
import { connectRedis, type RedisPlace } from '../journal/connect.ts';
import { bullPriorityOf, chunkJobId, type ChunkAnswer, type ChunkTask } from './chunk-task.ts';

/** Where tasks are handed out to whichever worker has a place. */
export interface ChunkDesk {
  /**
   * Resolves when a worker has done the task, or it was stopped and nobody works on it any more. Outlives workers that
   * die, and Redis.
   */
  readonly handOut: (task: ChunkTask, hooks: ChunkHooks) => Promise<ChunkAnswer>;
  /** To be called when nothing is handed out any more. */
  readonly close: () => Promise<void>;
}

export interface ChunkHooks {
  readonly signal: AbortSignal;
  /** Of the child that works on it. */
  readonly onFrames: (frames: number) => void;
}

export interface ChunkDeskOptions extends RedisPlace {
  /** See `chunkQueueOf`. */
  readonly queueName: string;
  readonly onError: (error: Error) => void;
}

/** How often it is looked whether something is still there: Redis may have forgotten it, or its end gone unheard. */
const lookMs = 2_000;
/** Who works on what was stopped answers in a moment, unless it is dead. */
const stopPatienceMs = 3_000;
/** Somebody hears of what is done within moments. */
const keepDoneSeconds = 600;

interface Outstanding {
  readonly task: ChunkTask;
  readonly hooks: ChunkHooks;
  readonly settle: (answer: ChunkAnswer) => void;
}

/** The channel on which those who work hear what is to be stopped. */
export function stopChannelOf({ prefix }: RedisPlace, queueName: string): string {
  return `${prefix}${queueName}:stop`;
}

export function openChunkDesk(options: ChunkDeskOptions): ChunkDesk {
  const { queueName, onError } = options;
  const place = { connection: connectionOf(options), prefix: `${options.prefix}bull` };
  const queue = new Queue<ChunkTask, ChunkAnswer>(queueName, {
    ...place,
    defaultJobOptions: { removeOnComplete: { age: keepDoneSeconds }, removeOnFail: { age: keepDoneSeconds } },
  });
  const events = new QueueEvents(queueName, place);
  const sender = connectRedis(options, onError);
  queue.on('error', onError);
  events.on('error', onError);
  const outstanding = new Map<string, Outstanding>();
  events.on('completed', ({ jobId, returnvalue }) =>
    outstanding.get(jobId)?.settle(returnvalue as unknown as ChunkAnswer),
  );
  events.on('failed', ({ jobId, failedReason }) => outstanding.get(jobId)?.settle(failed(failedReason)));
  events.on('progress', ({ jobId, data }) => outstanding.get(jobId)?.hooks.onFrames(Number(data)));
  const put = ({ task }: Pick<Outstanding, 'task'>) =>
    queue.add('chunk', task, { jobId: chunkJobId(task), priority: bullPriorityOf(task.rank) });
  /** Takes up what happened unheard. */
  const look = async (id: string, one: Outstanding): Promise<void> => {
    const found = await lookAt(queue, id);
    if (!outstanding.has(id)) return;
    if (found === 'gone') await put(one);
    else if (found !== 'in work') one.settle(found);
  };
  const closing = new AbortController();
  const looking = (async () => {
    while (!closing.signal.aborted) {
      await delay(lookMs, undefined, { signal: closing.signal }).catch(() => undefined);
      for (const [id, one] of outstanding) await look(id, one).catch(onError);
    }
  })();
  const stop = async (id: string): Promise<void> => {
    // One that waits is taken away; who works on it hears it, and answers.
    if ((await queue.remove(id)) === 1) return outstanding.get(id)?.settle({ kind: 'stopped' });
    await sender.publish(stopChannelOf(options, queueName), id);
  };
  return {
    handOut: (task, hooks) => handOutOne(task, hooks, { outstanding, put, stop, onError }),
    close: async () => {
      closing.abort();
      await Promise.all([looking, events.close(), queue.close()]);
      await sender.quit().catch(() => sender.disconnect());
    },
  };
}

function failed(reason: string): ChunkAnswer {
  return { kind: 'failed', reason };
}

/** What Redis knows of a task. How it stands is asked first: a job that was read before it was done holds no answer. */
export async function lookAt(
  queue: Pick<Queue<ChunkTask, ChunkAnswer>, 'getJob' | 'getJobState'>,
  id: string,
): Promise<ChunkAnswer | 'in work' | 'gone'> {
  const state = await queue.getJobState(id);
  if (state !== 'completed' && state !== 'failed') return state === 'unknown' ? 'gone' : 'in work';
  const job = await queue.getJob(id);
  if (job === undefined) return 'gone';
  return state === 'completed' ? job.returnvalue : failed(job.failedReason);
}

interface Desk {
  readonly outstanding: Map<string, Outstanding>;
  readonly put: (one: Pick<Outstanding, 'task'>) => Promise<unknown>;
  readonly stop: (id: string) => Promise<void>;
  readonly onError: (error: Error) => void;
}

function handOutOne(task: ChunkTask, hooks: ChunkHooks, desk: Desk): Promise<ChunkAnswer> {
  const { outstanding, put, stop, onError } = desk;
  const { signal } = hooks;
  const id = chunkJobId(task);
  return new Promise((resolve) => {
    let patience: NodeJS.Timeout | undefined;
    const settle = (answer: ChunkAnswer) => {
      if (!outstanding.delete(id)) return;
      clearTimeout(patience);
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
    };
    const onAbort = () => {
      patience = setTimeout(() => settle({ kind: 'stopped' }), stopPatienceMs);
      stop(id).catch(onError);
    };
    outstanding.set(id, { task, hooks, settle });
    if (signal.aborted) return settle({ kind: 'stopped' });
    signal.addEventListener('abort', onAbort, { once: true });
    // What cannot be put now is put when it is looked for.
    put({ task }).catch(onError);
  });
}
