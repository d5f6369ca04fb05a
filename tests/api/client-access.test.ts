import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventSource as NodeEventSource } from 'eventsource';
import { WebSocket as NodeWebSocket } from 'ws';
import { createCutroomClient, problemOf, type CutroomClientOptions } from '../../src/client/index.ts';
import { sampleConfig } from '../e2e/support/samples.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

const token = 'correct-horse-battery';
let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ environment: { ACCESS_TOKEN: token } });
});
afterEach(() => server[Symbol.asyncDispose]());

const classes = {
  WebSocket: NodeWebSocket as unknown as typeof WebSocket,
  EventSource: NodeEventSource,
};

function clientWith(options: Partial<CutroomClientOptions>) {
  const client = createCutroomClient({ url: server.url, ...classes, ...options });
  return Object.assign(client, { [Symbol.asyncDispose]: client.close });
}

/** What following an export ends with. */
async function follow(client: ReturnType<typeof clientWith>, jobId: string) {
  try {
    for await (const { status } of client.watchExport(jobId)) if (status !== 'pending') return status;
    return 'over';
  } catch (error) {
    return problemOf(error);
  }
}

describe.each(['websocket', 'sse'] as const)('a client with a token, over %s', (transport) => {
  test('follows an export, and its link opens the file without a header', async () => {
    await using client = clientWith({ transport, token: async () => token });
    const { jobId } = await client.trpc.createExport.mutate(sampleConfig('locked'));
    expect(typeof (await follow(client, jobId))).toBe('string');
    const link = await client.signedUrl(`/api/export/${jobId}/report`);
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'DELETE' })).status).toBe(401);
    expect((await fetch(link.replace('/report', '/status'))).status).toBe(401);
  });

  test('is told that a token is wrong, and is not left waiting', async () => {
    await using client = clientWith({ transport, token: 'not-the-right-token' });
    const problem = await follow(client, 'any');
    expect(problem).toMatchObject({ code: 'UNAUTHORIZED', isRetryable: false });
    const refused = await client.trpc.list.query().catch(problemOf);
    expect(refused).toMatchObject({
      code: 'UNAUTHORIZED',
      hint: expect.stringContaining('not the right one'),
    });
  });

  test('is told that a token is wanted', async () => {
    await using client = clientWith({ transport });
    expect(await follow(client, 'any')).toMatchObject({ code: 'UNAUTHORIZED' });
  });
});

test('a page of an origin that is not allowed is told the setting', async () => {
  const asPage: typeof fetch = async (input, init) => {
    const answer = await fetch(input, {
      ...init,
      headers: { ...init?.headers, Origin: 'https://editor.example' },
    });
    // What browsers do.
    const allowed = answer.headers.get('access-control-allow-origin');
    if (allowed === null) throw new TypeError('Failed to fetch');
    return answer;
  };
  await using client = clientWith({ token, fetch: asPage });
  const problem = await client.trpc.createExport.mutate(sampleConfig('a')).catch(problemOf);
  expect(problem).toMatchObject({
    code: 'FORBIDDEN_ORIGIN',
    hint: expect.stringContaining('ALLOWED_ORIGINS=https://editor.example'),
  });
});

test('what a proxy refuses in words of its own is no server that is away', async () => {
  const proxy = createServer((_req, res) => res.writeHead(403).end('<html>Forbidden</html>'));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  await using client = clientWith({ url: `http://127.0.0.1:${port}`, headers: { 'X-Team': 'a' } });
  expect(await client.trpc.list.query().catch(problemOf)).toMatchObject({ code: 'FORBIDDEN_ORIGIN' });
  proxy.close();
});

test('a socket that announces a token and sends none is ended', async () => {
  const socket = new NodeWebSocket(`${server.url.replace('http', 'ws')}/api/trpc?connectionParams=1`);
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1006);
});

test('a socket that calls before it has shown its token is ended without an answer to the call', async () => {
  const socket = new NodeWebSocket(`${server.url.replace('http', 'ws')}/api/trpc?connectionParams=1`);
  const messages: string[] = [];
  socket.on('message', (data) => messages.push((data as Buffer).toString()));
  socket.on('open', () => {
    socket.send(JSON.stringify({ id: 1, method: 'query', params: { path: 'list' } }));
    socket.send(JSON.stringify({ id: 2, method: 'query', params: { path: 'list' } }));
  });
  await once(socket, 'close');
  expect(messages.join('')).not.toContain('exports');
});
