import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportConfig } from '../../src/contract/config/parse-config.ts';
import { configOf } from '../unit/jobs/support/configs.ts';
import { startRedis, type RedisServer } from './support/redis-server.ts';
import { createTestFleet, reaches } from './support/test-fleet.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** As the owners' view hands them on: ids of all but the first administrator begin with their owner. */
function configsOf(...ids: readonly string[]): ExportConfig[] {
  return ids.map((id) => ({ ...configOf('x'), id }));
}

describe('[F1] how many exports of one owner may run', () => {
  it('is counted over all workers; those of others go before, and the next begins when one ends', async () => {
    const most: Record<string, number | null> = { alice: 1, bob: null, administrator: 1 };
    await using fleet = await createTestFleet(redis, { mostRunning: (owner) => most[owner] ?? null });
    const server = await fleet.server();
    for (const config of configsOf('alice~1', 'alice~2', 'alice~3', 'house-1', 'house-2', 'bob~1', 'bob~2'))
      await server.create(config);
    const workers = [await fleet.worker(3), await fleet.worker(3)];
    for (const id of ['alice~1', 'house-1', 'bob~1', 'bob~2']) await reaches(server, id, 'processing');
    const runs = () => workers.flatMap(({ puppet }) => puppet.runs).filter(({ isOver }) => !isOver);
    const running = () =>
      runs()
        .map(({ request }) => request.jobId)
        .sort();
    expect(running()).toEqual(['alice~1', 'bob~1', 'bob~2', 'house-1']);
    for (const [ended, next] of [
      ['alice~1', 'alice~2'],
      ['house-1', 'house-2'],
      ['alice~2', 'alice~3'],
    ] as const) {
      runs()
        .find(({ request }) => request.jobId === ended)
        ?.complete();
      await reaches(server, next, 'processing');
      expect(running().filter((id) => id.startsWith('alice~'))).toHaveLength(1);
    }
    expect(running()).toEqual(['alice~3', 'bob~1', 'bob~2', 'house-2']);
    for (const run of runs()) run.complete();
    for (const id of ['alice~3', 'house-2', 'bob~1']) await reaches(server, id, 'completed');
  });

  it('does not keep an owner waiting for an export that was cancelled or removed', async () => {
    await using fleet = await createTestFleet(redis, { mostRunning: () => 1 });
    const server = await fleet.server();
    for (const config of configsOf('alice~1', 'alice~2', 'alice~3')) await server.create(config);
    await fleet.worker(2);
    await reaches(server, 'alice~1', 'processing');
    await server.cancel('alice~1');
    await reaches(server, 'alice~2', 'processing');
    await server.remove('alice~2');
    await reaches(server, 'alice~3', 'processing');
  });

  it('finds the first that may run behind hundreds that may not', async () => {
    await using fleet = await createTestFleet(redis, { mostRunning: (owner) => (owner === 'bob' ? 1 : 0) });
    const server = await fleet.server({ queueLimit: 1_000 });
    const many = Array.from({ length: 450 }, (_, i) => `owner-${i % 130}~${i}`);
    for (const config of configsOf(...many, 'bob~late')) await server.create(config);
    await fleet.worker();
    await reaches(server, 'bob~late', 'processing');
    expect(server.counts()).toMatchObject({ processing: 1, pending: 450 });
  });
});
