import { availableParallelism } from 'node:os';
import { pause, percentile, timed, type Measurement } from './measure.ts';
import { startTickingServer } from './ticking-server.ts';

const paths = ['/api/export', '/api/health', '/api/export/tick-0/status'];

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
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < until; i += 1) {
    const url = `${ticking.server.url}${paths[i % paths.length] ?? ''}`;
    times.push(await timed(async () => (await fetch(url)).text()));
    await pause(5);
  }
  // The first requests pay for what is compiled and connected once.
  return times.slice(50);
}
