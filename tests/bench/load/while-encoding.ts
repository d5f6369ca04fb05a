import { availableParallelism } from 'node:os';
import { percentile, timeRequests, type Measurement } from './measure.ts';
import { startTickingServer } from './ticking-server.ts';

/** How much later the API answers while every core encodes. `url` names a server with pages, if there is one. */
export async function benchWhileEncoding({ seconds }: { readonly seconds: number }): Promise<Measurement[]> {
  const idle = await measureWith(0, seconds);
  const busy = await measureWith(availableParallelism(), seconds);
  const [idleTail, busyTail] = [percentile(idle, 0.99), percentile(busy, 0.99)];
  return [
    { name: 'API, idle, p99', value: idleTail, unit: 'ms' },
    { name: 'API, every core encodes, p99', value: busyTail, unit: 'ms', target: 2 * idleTail },
  ];
}

async function measureWith(encodes: number, seconds: number): Promise<number[]> {
  await using ticking = await startTickingServer(encodes);
  const times = await timeRequests(ticking.server.url, { seconds, restMs: 5 });
  // The first requests pay for what is compiled and connected once.
  return times.slice(50);
}
