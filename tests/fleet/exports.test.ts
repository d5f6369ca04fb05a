import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Redis } from 'ioredis';
import { doubtsAboutRedis } from '../../src/fleet/journal/doubt-redis.ts';
import { configOf, updateOf } from '../unit/jobs/support/configs.ts';
import { startRedis, type RedisServer } from './support/redis-server.ts';
import { createTestFleet, reaches } from './support/test-fleet.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

describe('[F1] exports of a fleet', () => {
  it('are taken by one server, rendered by a worker, and seen by every server', async () => {
    await using fleet = await createTestFleet(redis);
    const [one, two] = [await fleet.server(), await fleet.server()];
    expect(await one.create(configOf('a'))).toMatchObject({ status: 'pending', queuePosition: 1 });
    await two.catchUp();
    expect(two.get('a')).toEqual(one.get('a'));
    const { puppet } = await fleet.worker();
    const run = await puppet.nth(1);
    await reaches(two, 'a', 'processing');
    run.update(updateOf(0.5));
    await reachesProgress(two, 'a', 0.5);
    run.complete();
    expect(await reaches(one, 'a', 'completed')).toMatchObject({ progress: 1, output: { frames: 120 } });
    const last = await reaches(two, 'a', 'completed');
    await one.catchUp();
    expect(last.seq).toBe(one.get('a')?.seq);
    expect(two.list({ limit: 10 }).exports.map(({ jobId }) => jobId)).toEqual(['a']);
    expect(two.counts()).toMatchObject({ completed: 1, pending: 0 });
  });

  it('are answered again with the same content and refused with another, whichever server is asked', async () => {
    await using fleet = await createTestFleet(redis);
    const servers = [await fleet.server(), await fleet.server()];
    const answers = await Promise.all(servers.map((server) => server.create(configOf('a'))));
    expect(answers.map(({ jobId, createdAt }) => [jobId, createdAt])).toEqual([
      ['a', answers[0]?.createdAt],
      ['a', answers[0]?.createdAt],
    ]);
    const others = await Promise.allSettled(
      servers.map((server) => server.create(configOf('a', 'Another project'))),
    );
    for (const other of others) expect(other).toMatchObject({ reason: { problem: { code: 'ID_TAKEN' } } });
  });

  it('are known to a server that starts later, and to one that was not told', async () => {
    await using fleet = await createTestFleet(redis);
    const one = await fleet.server();
    for (const id of ['a', 'b', 'c']) await one.create(configOf(id));
    await one.cancel('b');
    await one.remove('b');
    const two = await fleet.server();
    expect(two.list({ limit: 10 }).exports.map(({ jobId }) => jobId)).toEqual(['c', 'a']);
    expect(two.get('c')?.queuePosition).toBe(2);
  });

  it('are refused where as many wait as may', async () => {
    await using fleet = await createTestFleet(redis);
    const one = await fleet.server({ queueLimit: 1 });
    const two = await fleet.server({ queueLimit: 1 });
    await one.create(configOf('a'));
    await expect(two.create(configOf('b'))).rejects.toMatchObject({ problem: { code: 'QUEUE_FULL' } });
  });

  it('go by priority, then by turns, over all servers', async () => {
    await using fleet = await createTestFleet(redis);
    const [one, two] = [await fleet.server(), await fleet.server()];
    for (const id of ['a1', 'a2', 'a3']) await one.create(configOf(id), { owner: 'a', estimatedSeconds: 10 });
    await two.create(configOf('b1'), { owner: 'b', estimatedSeconds: 10 });
    await two.create(configOf('urgent'), { priority: 10 });
    await two.create(configOf('later'), { priority: -10 });
    await one.catchUp();
    // Behind the other one of its owner, who is told nothing of those of others.
    expect(one.get('later')?.queuePosition).toBe(2);
    const { puppet } = await fleet.worker();
    for (let count = 1; count <= 6; count += 1) (await puppet.nth(count)).complete();
    await reaches(one, 'later', 'completed');
    const begun = puppet.runs.map(({ request }) => request.jobId);
    expect(begun).toEqual(['urgent', 'a1', 'b1', 'a2', 'a3', 'later']);
  });
});

describe('[F2] a cancel', () => {
  it('at any server stops the render wherever it is, and answers when it has stopped', async () => {
    await using fleet = await createTestFleet(redis);
    const [one, two] = [await fleet.server(), await fleet.server()];
    const { puppet } = await fleet.worker();
    await one.create(configOf('a'));
    const run = await puppet.nth(1);
    await reaches(two, 'a', 'processing');
    expect(await two.cancel('a')).toMatchObject({ status: 'cancelled' });
    expect(run.isOver).toBe(true);
    expect(run.signal.reason).toBe('cancel');
    expect(await one.cancel('a')).toMatchObject({ status: 'cancelled' });
  });

  it('of what waits keeps it from being begun, and a retry begins it', async () => {
    await using fleet = await createTestFleet(redis);
    const one = await fleet.server();
    await one.create(configOf('a'));
    await one.create(configOf('b'));
    expect(await one.cancel('a')).toMatchObject({ status: 'cancelled', queuePosition: null });
    const { puppet } = await fleet.worker();
    expect((await puppet.nth(1)).request.jobId).toBe('b');
    puppet.runs[0]?.complete();
    await reaches(one, 'b', 'completed');
    expect(await one.retry('a')).toMatchObject({ attempt: 2 });
    const again = await puppet.nth(2);
    expect(again.request).toMatchObject({ jobId: 'a', attempt: 2 });
    again.complete();
    await reaches(one, 'a', 'completed');
    await expect(one.retry('a')).rejects.toMatchObject({ problem: { code: 'NOT_RETRYABLE' } });
  });
});

describe('[F3] a worker', () => {
  it('that is drained puts back what it has at no cost, and another goes on', async () => {
    await using fleet = await createTestFleet(redis);
    const one = await fleet.server();
    const first = await fleet.worker();
    await one.create(configOf('a'));
    (await first.puppet.nth(1)).update(updateOf(0.4));
    await reachesProgress(one, 'a', 0.4);
    await first.drain('The worker was shut down.');
    const second = await fleet.worker();
    const run = await second.puppet.nth(1);
    expect(run.request).toMatchObject({ jobId: 'a', attempt: 1 });
    await reaches(one, 'a', 'processing');
    run.complete();
    expect(await reaches(one, 'a', 'completed')).toMatchObject({ attempt: 1 });
  });

  it('renders as many at once as it may', async () => {
    await using fleet = await createTestFleet(redis);
    const one = await fleet.server();
    const { puppet, jobIds } = await fleet.worker(2);
    for (const id of ['a', 'b', 'c']) await one.create(configOf(id));
    await puppet.nth(2);
    await reaches(one, 'b', 'processing');
    expect(jobIds()).toEqual(['a', 'b']);
    puppet.runs[0]?.complete();
    await puppet.nth(3);
    expect(jobIds()).toEqual(['b', 'c']);
    puppet.runs[1]?.complete();
    puppet.runs[2]?.complete();
    await reaches(one, 'c', 'completed');
  });

  it('tries an export again whose child crashed, three times', async () => {
    await using fleet = await createTestFleet(redis);
    const one = await fleet.server();
    const { puppet } = await fleet.worker();
    await one.create(configOf('a'));
    const problem = { code: 'CHILD_CRASHED', message: 'FFmpeg crashed.' } as const;
    for (let count = 1; count <= 3; count += 1)
      (await puppet.nth(count)).end({ kind: 'failed', problem, warnings: [] });
    expect(await reaches(one, 'a', 'failed')).toMatchObject({ attempt: 3, error: { code: 'CHILD_CRASHED' } });
  });
});

it('[F6] a Redis that forgets is doubted, and one that keeps what it is told is not', async () => {
  await using forgetful = await startRedis('--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru');
  const doubts = async (url: string) => {
    const client = new Redis(url);
    const found = await doubtsAboutRedis(client);
    client.disconnect();
    return found;
  };
  expect(await doubts(redis.url)).toEqual([]);
  expect((await doubts(forgetful.url)).join(' ')).toMatch(/allkeys-lru.*appendonly no/);
});

async function reachesProgress(
  exports: Parameters<typeof reaches>[0],
  jobId: string,
  progress: number,
): Promise<void> {
  for await (const status of exports.watch(jobId, { signal: new AbortController().signal }))
    if (status.progress >= progress) return;
}
