import { once } from 'node:events';
import { WebSocket } from 'ws';
import { pause, percentile, type Measurement } from './measure.ts';
import { residentMegabytes } from './process-vitals.ts';
import { gatherAudience } from './readers/gather-audience.ts';
import { startTickingServer } from './ticking-server.ts';

const slow = 20;

/** Twenty that subscribe to everything and read nothing, beside a hundred that do. */
export async function benchSlowReaders({ seconds }: { readonly seconds: number }): Promise<Measurement[]> {
  await using ticking = await startTickingServer(2);
  const { server, jobIds } = ticking;
  await using audience = await gatherAudience(server.url, { jobIds, count: 100, sampleEvery: 1 });
  const before = await peakMegabytes(server.pid, seconds);
  await audience.take();
  const sockets = await Promise.all(Array.from({ length: slow }, () => openPaused(server.url, jobIds)));
  const peak = await peakMegabytes(server.pid, seconds);
  const heard = await audience.take();
  for (const socket of sockets) socket.terminate();
  return [
    { name: `memory for ${slow} sockets that do not read`, value: peak - before, unit: 'MB', target: 30 },
    { name: '100 good readers, p99', value: percentile(heard.delays, 0.99), unit: 'ms', target: 250 },
    { name: 'good readers lost', value: heard.lost, unit: '', target: 0 },
  ];
}

async function peakMegabytes(pid: number, seconds: number): Promise<number> {
  let peak = 0;
  for (let second = 0; second < seconds; second += 1) {
    await pause(1000);
    peak = Math.max(peak, residentMegabytes(pid));
  }
  return peak;
}

async function openPaused(url: string, jobIds: readonly string[]): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/trpc`, { localAddress: '127.0.0.100' });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.pause();
  for (let id = 1; id <= 30; id += 1) {
    const input = { json: { jobId: jobIds[id % jobIds.length] } };
    socket.send(JSON.stringify({ id, method: 'subscription', params: { path: 'status', input } }));
  }
  return socket;
}
