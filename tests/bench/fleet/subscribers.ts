import { fileURLToPath } from 'node:url';
import { startServerProcess, type ServerProcess } from '../../faults/support/server-process.ts';
import { editOf, openWorkshop } from '../../faults/support/workshop.ts';
import { newProcessFleet } from '../../fleet/support/process-fleet.ts';
import { startRedis } from '../../fleet/support/redis-server.ts';
import { pause, percentile, type Measurement } from '../load/measure.ts';
import { gatherAudience } from '../load/readers/gather-audience.ts';
import type { Heard } from '../load/readers/read-along.ts';
import { ticksPerSecond } from '../load/render-ticking.ts';

const workerSource = fileURLToPath(new URL('./work-ticking.ts', import.meta.url));
const subscribers = 1_000;
/** Of one round. */
const seconds = 20;
const jobIds = ['tick-0', 'tick-1'];

/**
 * Readers of two exports that a worker encodes all the time, on two web processes and on one: how late the news come, from
 * the worker over Redis. Each half of them is a process of its own, also where all read from one server.
 */
export async function benchFleetSubscribers({ rounds }: { readonly rounds: number }): Promise<Measurement[]> {
  await using redis = await startRedis();
  await using workshop = await openWorkshop();
  const fleet = newProcessFleet(workshop.folder, redis.url);
  await using first = await fleet.server();
  await using second = await fleet.server();
  await using worker = await startServerProcess(
    workshop.folder,
    fleet.environment({ EXPORT_CONCURRENCY: '2' }),
    {
      source: workerSource,
    },
  );
  for (const id of jobIds) await first.post(editOf(id));
  for (const id of jobIds) await first.until(id, ({ framesDone }) => (framesDone ?? 0) > 0);
  const heard: { readonly one: Heard[]; readonly two: Heard[] } = { one: [], two: [] };
  for (let round = 0; round < rounds; round += 1) {
    heard.one.push(...(await listen([first, first])));
    heard.two.push(...(await listen([first, second])));
  }
  if (worker.pid === 0) throw new Error('the worker is gone');
  const late = (all: readonly Heard[], share: number) =>
    percentile(
      all.flatMap(({ delays }) => delays),
      share,
    );
  const count = (all: readonly Heard[]) => all.reduce((sum, { events }) => sum + events, 0);
  const lost = [...heard.one, ...heard.two].reduce((sum, one) => sum + one.errors + one.lost, 0);
  return [
    { name: `${subscribers} subscribers on one web process, p50`, value: late(heard.one, 0.5), unit: 'ms' },
    { name: 'p99', value: late(heard.one, 0.99), unit: 'ms' },
    { name: 'on two web processes, p50', value: late(heard.two, 0.5), unit: 'ms' },
    { name: 'p99', value: late(heard.two, 0.99), unit: 'ms' },
    {
      name: 'p99 on two takes so many times as long',
      value: late(heard.two, 0.99) / late(heard.one, 0.99),
      unit: '×',
      target: 1.3,
    },
    { name: 'events received on one', value: count(heard.one), unit: '' },
    { name: 'events received on two', value: count(heard.two), unit: '' },
    { name: 'events expected of each', value: rounds * seconds * subscribers * ticksPerSecond, unit: '' },
    { name: 'subscriptions refused, broken or lost', value: lost, unit: '', target: 0 },
  ];
}

/** What each half of the readers hears from its server. */
async function listen([one, two]: readonly [ServerProcess, ServerProcess]): Promise<Heard[]> {
  const half = { jobIds, count: subscribers / 2 };
  await using first = await gatherAudience(one.url, half);
  await using second = await gatherAudience(two.url, { ...half, addressesOf: 1 });
  const take = () => Promise.all([first.take(), second.take()]);
  await take();
  await pause(seconds * 1000);
  // Before they are disposed of.
  return await take();
}
