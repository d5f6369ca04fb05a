import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { FleetWorkerView } from '../../contract/exports/fleet-worker.ts';

/** Workers that have shown themselves lately, by Redis' clock: those of machines need not agree. */
const livingSeconds = 10;
const showMs = 3_000;

/** ARGV: id, what it is as JSON. */
const showScript = `
local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1] .. 'workers', ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[1] .. 'workersSeen', now, ARGV[1])
local gone = redis.call('ZRANGEBYSCORE', KEYS[1] .. 'workersSeen', '-inf', now - 60)
for _, id in ipairs(gone) do
  redis.call('ZREM', KEYS[1] .. 'workersSeen', id)
  redis.call('HDEL', KEYS[1] .. 'workers', id)
end
return ''
`;

const listScript = `
local since = tonumber(redis.call('TIME')[1]) - ${livingSeconds}
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1] .. 'workersSeen', since, '+inf')) do
  found[#found + 1] = redis.call('HGET', KEYS[1] .. 'workers', id)
end
return found
`;

/** ARGV: id. */
const leaveScript = `
redis.call('ZREM', KEYS[1] .. 'workersSeen', ARGV[1])
return redis.call('HDEL', KEYS[1] .. 'workers', ARGV[1])
`;

export interface RollCallPlace {
  readonly redis: Redis;
  readonly prefix: string;
}

/** Workers that live, by host and id. */
export async function listWorkers({ redis, prefix }: RollCallPlace): Promise<readonly FleetWorkerView[]> {
  if (redis.status !== 'ready') return [];
  const texts = (await redis.eval(listScript, 1, prefix)) as readonly string[];
  const workers = texts.map((text) => JSON.parse(text) as FleetWorkerView);
  return workers.sort((a, b) => a.host.localeCompare(b.host) || a.id.localeCompare(b.id));
}

/** Shows a worker every few seconds, with what it does then. Answers how to end that. */
export function showWorker({ redis, prefix }: RollCallPlace, view: () => FleetWorkerView) {
  const closing = new AbortController();
  const { id } = view();
  const showing = (async () => {
    while (!closing.signal.aborted) {
      if (redis.status === 'ready')
        await redis.eval(showScript, 1, prefix, id, JSON.stringify(view())).catch(() => undefined);
      await delay(showMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  return async (): Promise<void> => {
    closing.abort();
    await showing;
    if (redis.status === 'ready') await redis.eval(leaveScript, 1, prefix, id).catch(() => undefined);
  };
}
