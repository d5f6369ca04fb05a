import { openJournal } from '../../../src/fleet/journal/open-journal.ts';
import { startServerProcess } from '../../faults/support/server-process.ts';
import { editOf, openWorkshop } from '../../faults/support/workshop.ts';
import { startRedis } from '../../fleet/support/redis-server.ts';
import { recordOf } from '../../unit/jobs/support/configs.ts';
import { percentile, timed, type Measurement } from '../load/measure.ts';

const waiting = 10_000;
const calls = 200;

/** What a server of a fleet answers with ten thousand exports in line, which nobody renders. */
export async function benchFullLine(): Promise<Measurement[]> {
  await using redis = await startRedis();
  await using workshop = await openWorkshop();
  const environment = { REDIS_URL: redis.url, REDIS_PREFIX: 'bench', RENDER: 'off', QUEUE_LIMIT: '100000' };
  // What has never been started is bundled first.
  await (await startServerProcess(workshop.folder, environment))[Symbol.asyncDispose]();
  await fillLine(redis.url);
  const starting = performance.now();
  await using server = await startServerProcess(workshop.folder, environment);
  await (await fetch(`${server.url}/api/export`)).text();
  const startMs = performance.now() - starting;
  const creating: number[] = [];
  for (let i = 0; i < calls; i += 1)
    creating.push(await timed(() => server.post(editOf(`new-${i}`, { height: 90 + 2 * (i % 100) }))));
  const listing: number[] = [];
  for (let i = 0; i < calls; i += 1)
    listing.push(await timed(async () => (await fetch(`${server.url}/api/export`)).text()));
  const { queuePosition } = await server.statusOf('new-0');
  if (queuePosition !== waiting + 1) throw new Error(`new-0 waits at ${queuePosition}`);
  return [
    { name: `start over ${waiting} waiting exports`, value: startMs, unit: 'ms' },
    { name: 'createExport, p50', value: percentile(creating, 0.5), unit: 'ms' },
    { name: 'p95', value: percentile(creating, 0.95), unit: 'ms', target: 50 },
    { name: 'a page of the list, p95', value: percentile(listing, 0.95), unit: 'ms', target: 50 },
  ];
}

async function fillLine(url: string): Promise<void> {
  const journal = openJournal({ url, prefix: '{bench}:', onError: (error) => console.error(error.message) });
  for (let begun = 0; begun < waiting; begun += 500) {
    const some = Array.from({ length: 500 }, async () => {
      const order = await journal.nextOrder();
      return journal.create(recordOf(`waits-${order}`, { order }));
    });
    await Promise.all(some);
  }
  await journal.close();
}
