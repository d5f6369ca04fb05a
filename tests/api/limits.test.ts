import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { maxSubscriptionsPerSocket } from '../../src/api/lane/subscription-cap.ts';
import type { QueueChange } from '../../src/jobs/ports.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { collect, deferred, httpClient, socketClient } from './harness/clients.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

async function openSocket(server: TestServer, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`, { headers });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}

type Message = { id?: number | null; error?: unknown; result?: { type: string } };

/** Resolves with the first message to come that fits. */
function messageOf(socket: WebSocket, fits: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    socket.once('close', () => reject(new Error('The socket was closed before the message came')));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text === 'PING') return;
      const message = JSON.parse(text) as Message;
      if (fits(message)) resolve(message);
    });
  });
}

async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/api/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held, without what only waits to be collected: how long that waits differs between versions of Node. */
function liveBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('readers that do not read are dropped, memory stays, and the good ones notice nothing', async () => {
  await using server = await startTestServer();
  await httpClient(server.url).createExport.mutate(sampleConfig());
  const render = await server.parts.renderOf('export-abc123');
  // One answer is then half a megabyte.
  const line = `${JSON.stringify({ event: 'child', stderr: 'x'.repeat(4000) })}\n`;
  await writeFile(`${server.folder}/exports/export-abc123/log.ndjson`, line.repeat(125));
  using good = socketClient(server.url);
  const queue = collect<QueueChange>((handlers) => good.client.queue.subscribe(undefined, handlers));

  const lazy = await Promise.all(Array.from({ length: 20 }, () => openSocket(server)));
  const before = liveBytes();
  const call = JSON.stringify({
    id: 1,
    method: 'query',
    params: { path: 'logOf', input: { json: { jobId: 'export-abc123', tail: 1000 } } },
  });
  for (const socket of lazy) {
    socket.pause();
    for (let count = 0; count < 30; count += 1) socket.send(call);
  }
  let peak = before;
  while ((await metric(server, 'cutroom_sockets_dropped_total')) < lazy.length) {
    peak = Math.max(peak, liveBytes());
    await wait(20);
  }
  // Unbounded it would be 20 × 30 × 500 kB = 300 MB, and twice as text; both ends of the connections are in this process.
  expect((peak - before) / 2 ** 20).toBeLessThan(160);
  while ((await metric(server, 'cutroom_sockets')) > 1) await wait(20);

  render.update({ framesDone: 77 });
  await queue.until(({ status }) => status.framesDone === 77);
  queue.stop();
});

test('a reader that stops for a while is told less meanwhile, and then how things stand', async () => {
  await using server = await startTestServer();
  await httpClient(server.url).createExport.mutate(sampleConfig());
  const render = await server.parts.renderOf('export-abc123');
  const socket = await openSocket(server);
  const params = { path: 'status', input: { json: { jobId: 'export-abc123' } } };
  const started = messageOf(socket, ({ result }) => result?.type === 'data');
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params }));
  await started;
  socket.pause();
  // A megabyte each: the system holds a few of them for a reader, the server one.
  const events = 60;
  for (let count = 1; count <= events; count += 1) {
    render.update({ framesDone: count, message: 'x'.repeat(1_000_000) });
    await wait(100);
  }
  let heard = 0;
  socket.on('message', () => (heard += 1));
  const last = messageOf(socket, (message) => JSON.stringify(message).includes(`"framesDone":${events},`));
  socket.resume();
  await last;
  expect(heard).toBeLessThan(events / 4);
  expect(await metric(server, 'cutroom_sockets_dropped_total')).toBe(0);
  socket.terminate();
});

test('one socket holds so many subscriptions and no more', async () => {
  await using server = await startTestServer();
  await httpClient(server.url).createExport.mutate(sampleConfig());
  await server.parts.renderOf('export-abc123');
  const socket = await openSocket(server);
  const start = (id: number) =>
    JSON.stringify({
      id,
      method: 'subscription',
      params: { path: 'status', input: { json: { jobId: 'export-abc123' } } },
    });
  const refused = messageOf(socket, ({ error }) => error !== undefined);
  for (let id = 1; id <= maxSubscriptionsPerSocket + 1; id += 1) socket.send(start(id));
  expect(await refused).toMatchObject({
    id: maxSubscriptionsPerSocket + 1,
    error: { json: { data: { problem: { code: 'TOO_MANY_REQUESTS' } } } },
  });
  // One that ends makes room for another.
  socket.send(JSON.stringify({ id: 1, method: 'subscription.stop' }));
  const started = messageOf(socket, ({ id, result }) => id === 100 && result?.type === 'data');
  socket.send(start(100));
  await started;
  socket.terminate();
});

test('start and stop in one breath leave nothing running', async () => {
  await using server = await startTestServer();
  await httpClient(server.url).createExport.mutate(sampleConfig());
  await server.parts.renderOf('export-abc123');
  const socket = await openSocket(server);
  const raw = (socket as unknown as { _socket: Socket })._socket;
  const params = { path: 'status', input: { json: { jobId: 'export-abc123' } } };
  for (let id = 1; id <= maxSubscriptionsPerSocket * 2; id += 1) {
    raw.cork();
    socket.send(JSON.stringify({ id, method: 'subscription', params }));
    socket.send(JSON.stringify({ id, method: 'subscription.stop' }));
    raw.uncork();
  }
  // Leaked ones would count against the cap, and this one would be refused.
  const last = messageOf(
    socket,
    ({ id, result, error }) => id === 1000 && (result?.type === 'data' || !!error),
  );
  socket.send(JSON.stringify({ id: 1000, method: 'subscription', params }));
  expect(await last).not.toHaveProperty('error');
  socket.terminate();
});

test('a frame that is too large, and one with too many calls, are refused', async () => {
  await using server = await startTestServer();
  const large = await openSocket(server);
  large.send('x'.repeat(65 * 1024));
  const [code] = (await once(large, 'close')) as [number];
  expect(code).toBe(1009);
  expect(server.logLines.filter(({ level }) => level === 'error')).toEqual([]);

  const many = await openSocket(server);
  const call = { id: 1, method: 'query', params: { path: 'list' } };
  many.send(JSON.stringify(new Array(33).fill(call)));
  const [answer] = (await once(many, 'message')) as [Buffer];
  expect(JSON.parse(answer.toString())).toMatchObject({ id: null, error: {} });
  many.terminate();
});

/** The tests speak as a proxy would. */
const environment = { TRUSTED_PROXIES: '127.0.0.1' };

test('one address holds so many sockets, and gets its places back', async () => {
  await using server = await startTestServer({ environment, limits: { socketsPerAddress: 3 } });
  const headers = { 'X-Forwarded-For': '203.0.113.7' };
  const held = await Promise.all([1, 2, 3].map(() => openSocket(server, headers)));
  const fourth = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`, { headers });
  fourth.on('error', () => undefined);
  const [, response] = (await once(fourth, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(429);
  const other = await openSocket(server, { 'X-Forwarded-For': '203.0.113.8' });
  const [first] = held;
  first?.close();
  if (first) await once(first, 'close');
  while ((await metric(server, 'cutroom_sockets')) > 3) await wait(10);
  const again = await openSocket(server, headers);
  for (const socket of [...held, other, again]) socket.terminate();
});

test('one address holds so many requests at once', async () => {
  await using server = await startTestServer({ environment, limits: { requestsPerAddress: 2 } });
  const headers = { 'X-Forwarded-For': '203.0.113.7' };
  const stop = new AbortController();
  const follow = () => fetch(`${server.url}/api/trpc/queue`, { headers, signal: stop.signal });
  await Promise.all([follow(), follow()]);
  const third = await fetch(`${server.url}/api/health`, { headers });
  expect([third.status, await third.json()]).toMatchObject([429, { code: 'TOO_MANY_REQUESTS' }]);
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  stop.abort();
  while ((await fetch(`${server.url}/api/health`, { headers })).status !== 200) await wait(10);
});

test('one address looks at so many sources at once, over whatever it asks, and nobody else waits for it', async () => {
  const limits = { looksPerAddress: 2, waitingPerAddress: 3 };
  await using server = await startTestServer({ environment, limits });
  const gate = deferred();
  const looking: string[] = [];
  const probe = async (filePath: string) => {
    looking.push(filePath);
    if (filePath.startsWith('slow')) await gate.promise;
    return { filePath };
  };
  Object.assign(server.parts.media, { probe });
  const probes = (address: string, ...names: string[]) => {
    const input = Object.fromEntries(names.map((filePath, index) => [index, { json: { filePath } }]));
    const calls = names.map(() => 'media.probe').join(',');
    return fetch(
      `${server.url}/api/trpc/${calls}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`,
      { headers: { 'X-Forwarded-For': address } },
    );
  };
  // Two are looked at, three wait, and one is refused.
  const greedy = probes('203.0.113.7', 'slow1', 'slow2', 'quick1', 'quick2', 'quick3', 'quick4');
  while (looking.length < 2) await wait(5);
  const plan = fetch(`${server.url}/api/export`, {
    method: 'POST',
    headers: { 'X-Forwarded-For': '203.0.113.7', 'Content-Type': 'application/json' },
    body: JSON.stringify(sampleConfig()),
  });
  expect((await plan).status).toBe(429);
  expect((await probes('203.0.113.8', 'other')).status).toBe(200);
  expect(looking).toEqual(['slow1', 'slow2', 'other']);
  gate.resolve();
  const answers = (await (await greedy).json()) as { error?: { json: { data: { httpStatus: number } } } }[];
  expect(answers.map(({ error }) => error?.json.data.httpStatus ?? 200)).toEqual([
    200, 200, 200, 200, 200, 429,
  ]);
  expect((await probes('203.0.113.7', 'again')).status).toBe(200);
});

test('a server that is full of sockets says so', async () => {
  await using server = await startTestServer({ limits: { sockets: 1 } });
  const first = await openSocket(server);
  const second = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`);
  second.on('error', () => undefined);
  const [, response] = (await once(second, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(503);
  first.terminate();
});
