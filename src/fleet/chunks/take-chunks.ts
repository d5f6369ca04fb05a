import { setTimeout as delay } from 'node:timers/promises';
import { WaitingError, Worker, type Job } from 'bullmq';
import { connectionOf, holdJob, holdingOptions, type HeldJob } from '../handing-out/hold-job.ts';
import { connectRedis, type RedisPlace } from '../journal/connect.ts';
import type { Journal } from '../journal/journal.ts';
import { createLatestOnly } from '../handing-out/latest-only.ts';
import { openChunkLeases, type ChunkLeases } from './chunk-leases.ts';
import type { ChunkAnswer, ChunkTask } from './chunk-task.ts';
import { stopChannelOf } from './hand-out-chunks.ts';

export interface ChunkTaking extends RedisPlace, ChunkMaking {
  readonly journal: Journal;
  /** See `chunkQueueOf`. */
  readonly queueName: string;
  /** Of this process, as the roll call names it. */
  readonly workerId: string;
  /** Tasks that it works on at once. */
  readonly slots: number;
  readonly onError: (error: Error) => void;
}

/** How a task is done, by whoever knows children. */
export interface ChunkMaking {
  /** Whether all of these chunks are in the store. */
  readonly isThere: (keys: readonly string[]) => Promise<boolean>;
  /** Runs the child. What it has written is handed over only if `confirm` says that the task is still ours. */
  readonly make: (task: ChunkTask, hooks: MakeHooks) => Promise<unknown>;
}

export interface MakeHooks {
  readonly signal: AbortSignal;
  readonly confirm: HeldJob['confirm'];
  readonly onFrames: (frames: number) => void;
}

/** Tasks that this process works on. */
export interface TakenChunks {
  readonly tasks: () => readonly ChunkTask[];
  /** Gives back what it works on, at no cost, and takes nothing more. */
  readonly close: () => Promise<void>;
}

/** How often it is looked whether a chunk is there that another makes. */
const othersMs = 250;
/** How often a lease is taken for longer. */
const renewMs = 2_000;
/** How often it is said how far a child is. */
const progressMs = 500;
/** What ends within this time after the process was told to end is not given back. */
const graceMs = 1_000;

interface Taken {
  readonly task: ChunkTask;
  readonly controller: AbortController;
}

interface Taker extends ChunkTaking {
  readonly taken: Map<string, Taken>;
  readonly leases: ChunkLeases;
}

/** Takes tasks of the own build until it is closed. */
export async function takeChunks(options: ChunkTaking): Promise<TakenChunks> {
  const { journal, queueName, slots, onError, prefix } = options;
  const taken = new Map<string, Taken>();
  const taker = { ...options, taken, leases: openChunkLeases(journal.redis, prefix) };
  const ears = connectRedis(options, onError);
  ears.on('message', (_channel, id) => taken.get(id)?.controller.abort('cancel'));
  await ears.subscribe(stopChannelOf(options, queueName));
  // A run that has died tells nobody to stop.
  const stopListening = await journal.listen({
    onTold: ({ jobId, record }) => {
      for (const { task, controller } of taken.values())
        if (task.exportId === jobId && !isWanted(task, record)) controller.abort('cancel');
    },
    onGap: () => undefined,
  });
  const worker = new Worker<ChunkTask, ChunkAnswer>(
    queueName,
    (job, token) => useJob(job, token ?? '', taker),
    {
      ...{ connection: connectionOf(options), prefix: `${prefix}bull`, concurrency: slots },
      ...holdingOptions,
    },
  );
  worker.on('error', onError);
  return {
    tasks: () => [...taken.values()].map(({ task }) => task),
    close: async () => {
      const closed = worker.close();
      const grace = setTimeout(() => {
        for (const { controller } of taken.values()) controller.abort('shutdown');
      }, graceMs);
      await closed;
      clearTimeout(grace);
      await stopListening();
      await ears.quit().catch(() => ears.disconnect());
    },
  };
}

interface Wanting {
  readonly attemptToken: string | null;
  readonly isCancelRequested: boolean;
  readonly status: string;
}

function isWanted({ attemptToken }: ChunkTask, record: Wanting | undefined): boolean {
  return record?.attemptToken === attemptToken && record.status === 'processing' && !record.isCancelRequested;
}

async function useJob(job: Job<ChunkTask, ChunkAnswer>, token: string, taker: Taker): Promise<ChunkAnswer> {
  const { taken, journal } = taker;
  const id = job.id ?? '';
  const task = job.data;
  const controller = new AbortController();
  const { held, end } = holdJob(job, token);
  held.lost.addEventListener('abort', () => controller.abort('cancel'));
  taken.set(id, { task, controller });
  try {
    if (!isWanted(task, await journal.read(task.exportId))) return { kind: 'unwanted' };
    const answer = await makeLeased(job, { held, controller }, taker);
    if (controller.signal.reason !== 'shutdown' || !held.isHeld()) return answer;
    await job.moveToWait(token);
    throw new WaitingError();
  } finally {
    taken.delete(id);
    end();
  }
}

interface Holding {
  readonly held: HeldJob;
  readonly controller: AbortController;
}

/** Makes it unless somebody else does, or has. */
async function makeLeased(
  job: Job<ChunkTask>,
  { held, controller }: Holding,
  taker: Taker,
): Promise<ChunkAnswer> {
  const { isThere, make, leases, workerId } = taker;
  const { signal } = controller;
  const { keys } = job.data;
  const progress = createLatestOnly<number>(progressMs, (frames) => job.updateProgress(frames));
  let isOthers = false;
  while (!(await leases.take(keys, held.id))) {
    isOthers = true;
    await delay(othersMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return { kind: 'stopped' };
  }
  // Of what others were making some may be missing still: whoever wants it looks for each. What makes no chunks is always
  // to be done.
  if (isOthers || (keys.length > 0 && (await isThere(keys)))) {
    await leases.leave(keys, held.id);
    return { kind: 'there' };
  }
  const renewing = setInterval(() => void leases.take(keys, held.id).catch(() => undefined), renewMs);
  try {
    const hooks = { signal, confirm: held.confirm, onFrames: progress.put };
    return { kind: 'made', end: await make(job.data, hooks), by: workerId };
  } finally {
    clearInterval(renewing);
    await progress.close();
    await leases.leave(keys, held.id).catch(() => undefined);
  }
}
