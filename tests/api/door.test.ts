import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { rawRequest } from './harness/raw-request.ts';
import { startTestServer } from './harness/start-test-server.ts';

const foreignOrigins = [
  'https://evil.example',
  'http://localhost',
  'http://localhost:1',
  'http://127.0.0.1.evil.example',
  'null',
  'file://',
  'chrome-extension://abcdefghijklmnop',
  'garbage',
];

/** 101, or the status of the refusal. */
async function handshake(url: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/trpc`, { headers });
  socket.on('error', () => undefined);
  const status = await Promise.race([
    once(socket, 'open').then(() => 101),
    once(socket, 'unexpected-response').then((event) => {
      const [, response] = event as [ClientRequest, IncomingMessage];
      return response.statusCode ?? 0;
    }),
  ]);
  socket.terminate();
  return status;
}

describe('hijack and forgery', () => {
  test.each(foreignOrigins)('a socket from %s is refused before the handshake', async (origin) => {
    await using server = await startTestServer();
    expect(await handshake(server.url, { Origin: origin })).toBe(403);
  });

  test('a socket from the page itself, from an allowed editor and from a program is let in', async () => {
    await using server = await startTestServer({
      environment: { ALLOWED_ORIGINS: 'https://editor.example' },
    });
    expect(await handshake(server.url, { Origin: server.url })).toBe(101);
    expect(await handshake(server.url, { Origin: 'https://editor.example' })).toBe(101);
    expect(await handshake(server.url)).toBe(101);
  });

  const bodies = {
    'multipart/form-data; boundary=x':
      '--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n{}\r\n--x--\r\n',
    'text/plain': '{"json":{}}',
    'application/x-www-form-urlencoded': 'json=%7B%7D',
    'application/octet-stream': '{"json":{}}',
    '': '{"json":{}}',
  };

  test('no mutation runs for a body that is not JSON, whoever sends it', async () => {
    await using server = await startTestServer();
    for (const [type, body] of Object.entries(bodies)) {
      for (const path of ['media.makeSample', 'createExport', 'cancel', 'remove', 'retry', 'media.remove']) {
        const head = `POST /api/trpc/${path} HTTP/1.1\r\nHost: localhost\r\n`;
        const headers = `${type && `Content-Type: ${type}\r\n`}Content-Length: ${body.length}\r\n`;
        expect((await rawRequest(server.port, head + headers, body)).status).toBe(415);
      }
    }
    expect(server.parts.state.samples).toBe(0);
  });

  test('no mutation runs for a GET', async () => {
    await using server = await startTestServer();
    const input = encodeURIComponent('{"json":{}}');
    const response = await fetch(`${server.url}/api/trpc/media.makeSample?input=${input}`);
    expect([response.status, server.parts.state.samples]).toEqual([405, 0]);
  });

  test('nothing changes for a foreign site, even as JSON', async () => {
    await using server = await startTestServer();
    const attempts = [
      ...foreignOrigins.map((Origin) => ({ Origin })),
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ];
    for (const headers of attempts) {
      const lines = Object.entries({ ...headers, 'Content-Type': 'application/json' });
      const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      const length = 'Content-Length: 11\r\n';
      for (const [method, path] of [
        ['POST', '/api/trpc/media.makeSample'],
        ['POST', '/api/export'],
        ['DELETE', '/api/export/a'],
        ['PATCH', '/api/upload/a'],
      ]) {
        const start = `${method} ${path} HTTP/1.1\r\nHost: localhost:${server.port}\r\n`;
        const reply = await rawRequest(server.port, start + head + length, '{"json":{}}');
        expect([reply.status, JSON.parse(reply.body).code]).toEqual([403, 'FORBIDDEN_ORIGIN']);
      }
    }
    expect(server.parts.state.samples).toBe(0);
  });

  test('the page itself and programs may change things', async () => {
    await using server = await startTestServer();
    // The last is a page behind a proxy that changes Host, such as rewrites of Next.
    const rewritten = { Origin: 'https://editor.example', 'Sec-Fetch-Site': 'same-origin' };
    for (const headers of [{ Origin: server.url }, { 'Sec-Fetch-Site': 'same-origin' }, {}, rewritten]) {
      const response = await fetch(`${server.url}/api/trpc/media.makeSample`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: '{"json":{}}',
      });
      expect(response.status).toBe(200);
    }
    expect(server.parts.state.samples).toBe(4);
  });

  test.each(['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.nip.io'])(
    'the name %s, which a stranger can own, is not answered',
    async (host) => {
      await using server = await startTestServer();
      const reply = await rawRequest(server.port, `GET /api/export HTTP/1.1\r\nHost: ${host}\r\n`);
      expect(reply.status).toBe(403);
      expect(reply.body).toContain('ALLOWED_ORIGINS');
      expect(await handshake(server.url, { Host: host })).toBe(403);
    },
  );

  test.each(['localhost', '127.0.0.1:80', '[::1]:80', 'cutroom:3000', 'nas.local', 'EDITOR.example'])(
    'the name %s is answered',
    async (host) => {
      await using server = await startTestServer({
        environment: { ALLOWED_ORIGINS: 'https://editor.example' },
      });
      const reply = await rawRequest(server.port, `GET /api/health HTTP/1.1\r\nHost: ${host}\r\n`);
      expect(reply.status).toBe(200);
    },
  );
});

describe('what cannot be read', () => {
  const hosts = ['[', ']', '[::1', 'a b', '%', 'http://x', '@', 'a:99999999', 'x:y', '\x80', ',', '/', '?'];

  test('a malformed Host is refused and the server lives', async () => {
    await using server = await startTestServer();
    const upgrade =
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    for (const host of hosts) {
      const plain = await rawRequest(server.port, `GET /api/health HTTP/1.1\r\nHost: ${host}\r\n`);
      expect([host, plain.status]).toEqual([host, 400]);
      expect(await rawUpgrade(server.port, `GET /api/trpc HTTP/1.1\r\nHost: ${host}\r\n${upgrade}`)).toBe(
        400,
      );
    }
    for (const target of ['//', '//[', '/%', '/%zz', '*', 'http://[/', '/api/trpc/%']) {
      await rawRequest(server.port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n`);
      expect(
        await rawUpgrade(server.port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${upgrade}`),
      ).not.toBe(101);
    }
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });

  test('a socket that nobody serves is answered and closed', async () => {
    await using server = await startTestServer();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/somewhere`);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [ClientRequest, IncomingMessage];
    expect(response.statusCode).toBe(404);
  });

  test('a reset in the middle of a handshake changes nothing', async () => {
    await using server = await startTestServer();
    for (let round = 0; round < 50; round += 1) {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        'GET /api/trpc HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      );
      if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    expect(server.logLines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });

  test.each([
    'not json',
    '[',
    '[1]',
    '{"id":1}',
    '{"id":null,"method":"query"}',
    '{"id":1,"method":"x"}',
    '[]',
  ])('the frame %s is survived', async (frame) => {
    await using server = await startTestServer();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`);
    await once(socket, 'open');
    socket.send(frame);
    socket.send(Buffer.from([0xff, 0xfe, 0x00]));
    socket.send('PING');
    for (;;) {
      const [message] = (await once(socket, 'message')) as [Buffer];
      if (message.toString() === 'PONG') break;
    }
    socket.terminate();
  });

  test('a frame that breaks the protocol ends its socket alone', async () => {
    await using server = await startTestServer();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`);
    await once(socket, 'open');
    const raw = (socket as unknown as { _socket: Socket })._socket;
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await once(socket, 'close');
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });
});

async function rawUpgrade(port: number, head: string): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${head}Connection: Upgrade\r\n\r\n`);
  const [data] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [Buffer | boolean];
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? 0);
}

describe('editors on other origins', () => {
  const environment = { ALLOWED_ORIGINS: 'https://editor.example, http://localhost:4000' };
  const Origin = 'https://editor.example';

  test('may ask, read, and see the headers of a download', async () => {
    await using server = await startTestServer({ environment });
    const preflight = await fetch(`${server.url}/api/export`, {
      method: 'OPTIONS',
      headers: {
        Origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(Origin);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('DELETE');

    const created = await fetch(`${server.url}/api/export`, {
      method: 'POST',
      headers: { Origin, 'Content-Type': 'application/json' },
      body: JSON.stringify(sampleConfig()),
    });
    expect([created.status, created.headers.get('access-control-allow-origin')]).toEqual([200, Origin]);
    expect(created.headers.get('access-control-expose-headers')).toContain('Content-Disposition');
  });

  test('may follow an event stream', async () => {
    await using server = await startTestServer({ environment });
    const stop = new AbortController();
    const stream = await fetch(`${server.url}/api/trpc/queue`, { headers: { Origin }, signal: stop.signal });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.headers.get('access-control-allow-origin')).toBe(Origin);
    stop.abort();
  });

  test('others are told nothing that a browser would let them read', async () => {
    await using server = await startTestServer({ environment });
    const response = await fetch(`${server.url}/api/export`, { headers: { Origin: 'https://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('every answer carries the security headers', async () => {
  await using server = await startTestServer();
  for (const path of ['/api/health', '/api/nothing', '/api/trpc/list', '/']) {
    const { headers } = await fetch(server.url + path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).not.toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  }
});
