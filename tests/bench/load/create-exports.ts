import { startServerProcess } from '../../faults/support/server-process.ts';
import { editOf, openWorkshop } from '../../faults/support/workshop.ts';
import { pause, percentile, timed, type Measurement } from './measure.ts';

export interface CreateOptions {
  readonly perSecond: number;
  readonly seconds: number;
}

/** `createExport` at a steady rate, each answered when it is synced to disk, while the exports render. */
export async function benchCreateExports({ perSecond, seconds }: CreateOptions): Promise<Measurement[]> {
  await using workshop = await openWorkshop();
  await using server = await startServerProcess(workshop.folder, {
    QUEUE_LIMIT: '100000',
    LOG_LEVEL: 'info',
  });
  // Two long ones first: what comes after them waits, as it would behind real work.
  for (const id of ['busy-1', 'busy-2']) {
    await server.post(editOf(id, { codec: 'h265', repeats: 30, width: 3840, height: 2160 }));
    await server.until(id, ({ status }) => status === 'processing');
  }
  const times: number[] = [];
  let failures = 0;
  const pending: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let i = 0; i < perSecond * seconds; i += 1) {
    await pause(startedAt + (i * 1000) / perSecond - performance.now());
    const create = async () => {
      const { status } = await server.post(editOf(`load-${i}`, { height: 90 + 2 * (i % 100) }));
      if (status !== 200) failures += 1;
    };
    pending.push(timed(create).then((ms) => void times.push(ms)));
  }
  await Promise.all(pending);
  return [
    { name: `createExport, ${perSecond}/s for ${seconds} s, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { name: 'p95', value: percentile(times, 0.95), unit: 'ms', target: 50 },
    { name: 'p99', value: percentile(times, 0.99), unit: 'ms' },
    { name: 'refused', value: failures, unit: '', target: 0 },
    ...(await benchList(server.url)),
  ];
}

async function benchList(url: string): Promise<Measurement[]> {
  const times: number[] = [];
  for (let i = 0; i < 100; i += 1) {
    times.push(await timed(async () => (await fetch(`${url}/api/export`)).text()));
  }
  return [{ name: 'list page after that, p95', value: percentile(times, 0.95), unit: 'ms', target: 100 }];
}
