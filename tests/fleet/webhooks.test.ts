import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFleetWebhooks } from '../../src/fleet/open-fleet-webhooks.ts';
import { openJournal } from '../../src/fleet/journal/open-journal.ts';
import { openWebhooks } from '../../src/webhooks/open-webhooks.ts';
import { statusIn } from '../unit/webhooks/support/open-test-webhooks.ts';
import { behaviours, startReceiver, verified } from '../unit/webhooks/support/receiver.ts';
import { startRedis, type RedisServer } from './support/redis-server.ts';

let redis: RedisServer;
let folder: string;
beforeAll(async () => {
  redis = await startRedis();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-fleet-webhooks-'));
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves when somebody answers. */
async function answered<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const result = await ask().then(
      (value) => ({ value }),
      () => undefined,
    );
    if (result) return result.value;
  }
}

async function server() {
  const place = { url: redis.url, prefix: '{webhooks}:' };
  const onError = () => undefined;
  const journal = openJournal({ ...place, onError });
  const open = () => openWebhooks({ folder, trustedHosts: ['127.0.0.1'], onTrouble: onError });
  const webhooks = await openFleetWebhooks({ ...place, journal, open, onError });
  await webhooks.start([]);
  return {
    ...webhooks,
    close: async () => {
      await webhooks.close();
      await journal.close();
    },
  };
}

it('[F5] one server of a fleet delivers, all answer for it, and another takes it up', async () => {
  await using receiver = await startReceiver(behaviours.ok);
  const one = await server();
  const two = await server();
  const { secret } = await answered(() => two.create({ url: receiver.url }));
  expect(await one.list()).toEqual(await two.list());
  await expect(two.create({ url: 'http://10.0.0.1/' })).rejects.toMatchObject({
    problem: { code: 'INVALID_REQUEST' },
  });
  // Every server sees what happens; it is told once.
  for (const each of [one, two]) each.note(statusIn('processing'));
  await receiver.calls(1);
  await one.close();
  await answered(() => two.list());
  two.note(statusIn('completed'));
  const calls = await receiver.calls(2);
  expect(calls.map((call) => verified(call, secret))).toMatchObject([
    { type: 'export.started' },
    { type: 'export.completed' },
  ]);
  await two.close();
});
