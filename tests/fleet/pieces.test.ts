import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chunkJobId,
  chunkQueueOf,
  type ChunkAnswer,
  type ChunkTask,
} from '../../src/fleet/chunks/chunk-task.ts';
import { lookAt, openChunkDesk, type ChunkDesk } from '../../src/fleet/chunks/hand-out-chunks.ts';
import { takeChunks, type TakenChunks } from '../../src/fleet/chunks/take-chunks.ts';
import type { Journal } from '../../src/fleet/journal/journal.ts';
import { openJournal } from '../../src/fleet/journal/open-journal.ts';
import { recordOf } from '../unit/jobs/support/configs.ts';
import { startRedis, type RedisServer } from './support/redis-server.ts';

const attemptToken = 'run-1';
const onError = (error: Error) => console.error(error.message);

let redis: RedisServer;
let journal: Journal;
let desk: ChunkDesk;
let taker: TakenChunks;
const stored = new Set<string>();
const made: unknown[] = [];
const queueName = chunkQueueOf(['test']);
let letGo: () => void = () => undefined;
beforeAll(async () => {
  redis = await startRedis();
  const place = { url: redis.url, prefix: '{pieces}:', queueName, onError };
  journal = openJournal(place);
  await journal.create(recordOf('export'));
  await journal.change('export', { kind: 'start', attemptToken });
  desk = openChunkDesk(place);
  taker = await takeChunks({
    ...{ ...place, journal, workerId: 'test', slots: 1 },
    isThere: async (keys) => keys.every((key) => stored.has(key)),
    make: async ({ child }) => {
      made.push(child);
      if (child === 'slow') await new Promise<void>((resolve) => (letGo = resolve));
      return child;
    },
  });
});
afterAll(async () => {
  await taker.close();
  await desk.close();
  await journal.close();
  await redis[Symbol.asyncDispose]();
});

function taskOf(task: Pick<ChunkTask, 'keys' | 'child'>): ChunkTask {
  return { exportId: 'export', attemptToken, rank: 1, label: 'a piece', ...task };
}

function handOut(task: Pick<ChunkTask, 'keys' | 'child'>): Promise<ChunkAnswer> {
  const hooks = { signal: new AbortController().signal, onFrames: () => undefined };
  return desk.handOut(taskOf(task), hooks);
}

describe('[F7] a piece', () => {
  it('whose chunks are there is not made', async () => {
    stored.add('here');
    expect(await handOut({ keys: ['here'], child: 'not wanted' })).toEqual({ kind: 'there' });
    expect(made).not.toContain('not wanted');
  });

  it('that makes no chunks is done whatever lies in the store', async () => {
    expect(await handOut({ keys: [], child: 'look' })).toMatchObject({ kind: 'made', end: 'look' });
    expect(await handOut({ keys: [], child: 'look at another' })).toMatchObject({ end: 'look at another' });
  });

  it('that is wanted again in the same run, for other files, is not answered with the end of the first', async () => {
    expect(await handOut({ keys: ['spoilt'], child: 'into one' })).toMatchObject({ end: 'into one' });
    // While the first may still be on its way into the store, whoever wants it is sent there.
    expect(await handOut({ keys: ['spoilt'], child: 'into another' })).toEqual({ kind: 'there' });
  });

  it('that is done in the moment in which it is looked at is never answered with nothing', async () => {
    const queue = new Queue<ChunkTask, ChunkAnswer>(queueName, {
      ...{ connection: { url: redis.url }, prefix: '{pieces}:bull' },
    });
    const slow = { keys: [], child: 'slow' };
    const id = chunkJobId(taskOf(slow));
    const answer = handOut(slow);
    while (!made.includes('slow')) await delay(5);
    /** Answers, and lets the piece be done before anything else is asked. */
    const lastBefore =
      <Said>(ask: (jobId: string) => Promise<Said>) =>
      async (jobId: string) => {
        const said = await ask(jobId);
        letGo();
        await answer;
        return said;
      };
    const found = await lookAt(
      {
        getJob: lastBefore((jobId) => queue.getJob(jobId)),
        getJobState: lastBefore((jobId) => queue.getJobState(jobId)),
      },
      id,
    );
    const done = { kind: 'made', end: 'slow', by: 'test' };
    expect(['in work', done]).toContainEqual(found);
    expect(await lookAt(queue, id)).toEqual(done);
    await queue.close();
  });
});
