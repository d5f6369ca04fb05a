import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { WebSocket } from 'ws';
import { percentile, timeRequests, type Measurement } from './measure.ts';
import { startTickingServer } from './ticking-server.ts';

/** A server takes at most 256 sockets of one address; whoever tests more comes from more addresses. */
const socketsPerAddress = 200;
const openAtOnce = 50;

export interface Audience extends AsyncDisposable {
  readonly count: number;
  /** Milliseconds from the news to each reader, since the last call. */
  readonly takeDelays: () => readonly number[];
  readonly lost: () => number;
  /** With which their sockets were closed. */
  readonly closeCodes: () => readonly number[];
}

/** So many readers, each with a socket and a subscription of its own. */
export async function gatherAudience(
  url: string,
  { jobIds, count }: { readonly jobIds: readonly string[]; readonly count: number },
): Promise<Audience> {
  const sockets: WebSocket[] = [];
  let delays: number[] = [];
  const lost: number[] = [];
  const open = async (index: number) => {
    const localAddress = `127.0.0.${2 + Math.floor(index / socketsPerAddress)}`;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/trpc`, { localAddress });
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('close', (code) => lost.push(code));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      // Whoever does not answer is taken for gone.
      if (text === 'PING') socket.send('PONG');
      const at = /"at (\d+\.?\d*)"/.exec(text)?.[1];
      if (at !== undefined) delays.push(performance.timeOrigin + performance.now() - Number(at));
    });
    await once(socket, 'open');
    const input = { json: { jobId: jobIds[index % jobIds.length] } };
    socket.send(JSON.stringify({ id: 1, method: 'subscription', params: { path: 'status', input } }));
  };
  for (let i = 0; i < count; i += openAtOnce) {
    await Promise.all(Array.from({ length: Math.min(openAtOnce, count - i) }, (_, j) => open(i + j)));
  }
  return {
    count,
    lost: () => lost.length,
    closeCodes: () => [...new Set(lost)],
    takeDelays: () => {
      const taken = delays;
      delays = [];
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

/** Readers of two exports that encode all the time: how late the news come, and what it costs the encoders. */
export async function benchSubscribers(options: {
  readonly subscribers: number;
  readonly seconds: number;
}): Promise<Measurement[]> {
  const { subscribers, seconds } = options;
  await using ticking = await startTickingServer(2);
  const { server, jobIds, encodeSpeed } = ticking;
  const alone = await encodeSpeed(seconds);
  await using audience = await gatherAudience(server.url, { jobIds, count: subscribers });
  audience.takeDelays();
  const cpuBefore = cpuSeconds(server.pid);
  const [listenedTo, requests] = await Promise.all([
    encodeSpeed(seconds),
    timeRequests(server.url, { seconds, restMs: 100 }),
  ]);
  const serverShare = (cpuSeconds(server.pid) - cpuBefore) / seconds / availableParallelism();
  const delays = audience.takeDelays();
  // What is promised is promised for a thousand; more than that have to survive.
  const isPromised = subscribers <= 1000;
  const target = (value: number) => (isPromised ? { target: value } : {});
  return [
    {
      name: `${subscribers} subscribers, 4 events/s, p95`,
      value: percentile(delays, 0.95),
      unit: 'ms',
      ...target(100),
    },
    { name: 'p99', value: percentile(delays, 0.99), unit: 'ms', ...target(250) },
    { name: 'API meanwhile, p99', value: percentile(requests, 0.99), unit: 'ms' },
    { name: 'events received', value: delays.length, unit: '' },
    { name: 'events expected', value: subscribers * seconds * 4, unit: '' },
    {
      name: `sockets lost ${audience.closeCodes().join(' ')}`.trim(),
      value: audience.lost(),
      unit: '',
      target: 0,
    },
    {
      name: 'encode speed lost, to the server and to the readers here',
      value: 100 * (1 - listenedTo / alone),
      unit: '%',
      ...target(5),
    },
    { name: 'of the machine, the server takes', value: 100 * serverShare, unit: '%' },
    { name: "the server's memory", value: residentMegabytes(server.pid), unit: 'MB' },
  ];
}

/** What a process has computed so far, without its children (`utime` and `stime` of proc(5)). */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
