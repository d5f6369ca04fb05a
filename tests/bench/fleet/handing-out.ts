import { chunkQueueOf, type ChunkTask } from '../../../src/fleet/chunks/chunk-task.ts';
import { openChunkDesk } from '../../../src/fleet/chunks/hand-out-chunks.ts';
import { takeChunks } from '../../../src/fleet/chunks/take-chunks.ts';
import { openJournal } from '../../../src/fleet/journal/open-journal.ts';
import { startRedis } from '../../fleet/support/redis-server.ts';
import { recordOf } from '../../unit/jobs/support/configs.ts';
import { percentile, timed, type Measurement } from '../load/measure.ts';

const pieces = 300;
const attemptToken = 'bench';

/** What it costs to hand pieces out and to hear of them, where making them takes no time. */
export async function benchHandingOut(): Promise<Measurement[]> {
  await using redis = await startRedis();
  const onError = (error: Error) => console.error(error.message);
  const place = { url: redis.url, prefix: '{bench}:', queueName: chunkQueueOf(['bench']), onError };
  const journal = openJournal(place);
  await journal.create(recordOf('export'));
  await journal.change('export', { kind: 'start', attemptToken });
  const desk = openChunkDesk(place);
  const handOut = (label: string) =>
    desk.handOut(taskOf(label), { signal: new AbortController().signal, onFrames: () => undefined });
  // Nobody takes them yet: how long until all lie there.
  const all = Array.from({ length: pieces }, (_, i) => handOut(`piece ${i}`));
  const put = await timed(async () => {
    while ((await countWaiting(place.prefix, journal.redis, place.queueName)) < pieces) continue;
  });
  let taker: Awaited<ReturnType<typeof takeChunks>> | undefined;
  const back = await timed(async () => {
    taker = await takeChunks({
      ...{ ...place, journal, workerId: 'bench', slots: 2 },
      isThere: async () => false,
      make: async () => ({}),
    });
    await Promise.all(all);
  });
  const single: number[] = [];
  for (let i = 0; i < 100; i += 1) single.push(await timed(() => handOut(`single ${i}`)));
  await taker?.close();
  await desk.close();
  await journal.close();
  return [
    { name: `${pieces} pieces handed out`, value: put, unit: 'ms', target: 500 },
    { name: 'taken by two places and heard of, nothing to do in them', value: back, unit: 'ms' },
    { name: 'one piece there and back, p50', value: percentile(single, 0.5), unit: 'ms' },
    { name: 'p95', value: percentile(single, 0.95), unit: 'ms' },
  ];
}

function taskOf(label: string): ChunkTask {
  return { exportId: 'export', attemptToken, keys: [label], rank: 1, label, child: {} };
}

async function countWaiting(
  prefix: string,
  redis: ReturnType<typeof openJournal>['redis'],
  queueName: string,
): Promise<number> {
  return redis.zcard(`${prefix}bull:${queueName}:prioritized`);
}
