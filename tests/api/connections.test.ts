import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createAddressCap } from '../../src/server/door/sender/address-cap.ts';
import { createClientAddress } from '../../src/server/door/sender/client-address.ts';
import { createConnections } from '../../src/server/http/connections.ts';
import { connectionsWithin } from '../../src/server/http/open-file-limit.ts';
import { PassThrough } from 'node:stream';
import { startTestServer } from './harness/start-test-server.ts';

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket.resume();
}

/** Everything that comes until the other side ends. */
async function say(port: number, text: string): Promise<string> {
  const socket = await open(port);
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return heard;
}

describe('connections on which nothing is asked', () => {
  test('keep nobody out, however many they are', async () => {
    await using server = await startTestServer({ limits: { connections: 20 } });
    const idle = await Promise.all(Array.from({ length: 60 }, () => open(server.port)));
    for (let call = 0; call < 3; call += 1) {
      const headers = { Connection: 'close' };
      expect((await fetch(`${server.url}/api/health`, { headers })).status).toBe(200);
    }
    expect(idle.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(20);
    for (const socket of idle) socket.destroy();
  });

  test('are ended after a while, also with half a request on them', async () => {
    await using server = await startTestServer({ limits: { firstRequestMs: 300 } });
    const [silent, slow] = [await open(server.port), await open(server.port)];
    slow.write('GET /api/health HTTP/1.1\r\nHost: loc');
    await Promise.all([once(silent, 'close'), once(slow, 'close')]);
  });

  test('an answered one stays for the next request', async () => {
    await using server = await startTestServer({ limits: { firstRequestMs: 300 } });
    const socket = await open(server.port);
    const request = 'GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n';
    socket.write(request);
    await once(socket, 'data');
    await new Promise((resolve) => setTimeout(resolve, 600));
    socket.write(request);
    await once(socket, 'data');
    socket.destroy();
  });

  test('are so many for each address and no more', () => {
    const connections = createConnections({
      ...{ most: 100, firstRequestMs: 1000, address: createClientAddress(['10.0.0.1']) },
      perAddress: createAddressCap(2),
    });
    const from = (remoteAddress: string) => {
      const socket = Object.assign(new PassThrough(), { remoteAddress });
      connections.take(socket);
      return !socket.destroyed;
    };
    const stranger = '203.0.113.7';
    expect([stranger, stranger, stranger, '203.0.113.8'].map(from)).toEqual([true, true, false, true]);
    expect(['10.0.0.1', '10.0.0.1', '10.0.0.1', '127.0.0.1'].map(from)).toEqual([true, true, true, true]);
    connections.destroyAll();
  });

  test('are fewer where the system allows few open files', () => {
    expect([connectionsWithin(1024), connectionsWithin(192), connectionsWithin(Infinity)]).toEqual([
      384,
      32,
      Infinity,
    ]);
  });
});

describe('a request that offers another protocol', () => {
  const offers = [
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n',
    'Connection: upgrade\r\nUpgrade: h2c, websocket\r\n',
    'Connection: keep-alive, Upgrade\r\nUpgrade: TLS/1.0, HTTP/1.1\r\n',
  ];

  test.each(offers)('is answered as if it had not: %j', async (offer) => {
    await using server = await startTestServer();
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    const all = ['/api/health', '/api/nothing', '/api/health'].map((path) => get(path, offer));
    const heard = await say(server.port, `${all.join('')}${get('/api/health', 'Connection: close\r\n')}`);
    const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(['200', '404', '200', '200']);
  });

  test('may end its connection', async () => {
    await using server = await startTestServer();
    const head =
      'GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n';
    expect(await say(server.port, head)).toMatch(/^HTTP\/1\.1 200 [^]*Connection: close/);
  });

  test('keeps its body, and passes the same door', async () => {
    await using server = await startTestServer();
    const body = '{"version":1}';
    const post = (more: string) =>
      `POST /api/export HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n${more}` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
      'GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    expect(await say(server.port, post(''))).toMatch(/^HTTP\/1\.1 400 [^]*INVALID_CONFIG[^]*HTTP\/1\.1 200/);
    expect(await say(server.port, post('Origin: https://evil.example\r\n'))).toMatch(/^HTTP\/1\.1 403/);
  });
});
