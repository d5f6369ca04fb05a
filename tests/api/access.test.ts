import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { exposureWarning } from '../../src/server/door/access/exposure.ts';
import { safeNext } from '../../src/server/door/access/login-page.ts';
import { createGuessLimit } from '../../src/server/door/access/guess-limit.ts';
import { startTestServer, testConfig } from './harness/start-test-server.ts';

const ACCESS_TOKEN = 'correct-horse-battery';
const environment = { ACCESS_TOKEN };

function signIn(url: string, token: string, next = '/'): Promise<Response> {
  return fetch(`${url}/login?next=${encodeURIComponent(next)}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Origin: url },
    body: new URLSearchParams({ token }),
  });
}

/** The cookies of a browser that has just signed in. */
async function sessionOf(url: string): Promise<string> {
  const cookies = (await signIn(url, ACCESS_TOKEN)).headers.getSetCookie();
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

describe('with an access token', () => {
  test('only health and the page that asks for it are open', async () => {
    await using server = await startTestServer({ environment });
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    for (const path of ['/api/ready', '/api/metrics', '/api/export', '/api/trpc/list', '/api/nothing']) {
      const response = await fetch(server.url + path);
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await response.json()).toMatchObject({ code: 'UNAUTHORIZED' });
    }
    const page = await fetch(`${server.url}/exports`, {
      headers: { Accept: 'text/html' },
      redirect: 'manual',
    });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/login?next=%2Fexports']);
  });

  test('the bearer header opens, a wrong one does not', async () => {
    await using server = await startTestServer({ environment });
    const ask = (Authorization: string) => fetch(`${server.url}/api/export`, { headers: { Authorization } });
    expect((await ask(`Bearer ${ACCESS_TOKEN}`)).status).toBe(200);
    for (const wrong of [
      'Bearer wrong',
      'Bearer ',
      `Basic ${ACCESS_TOKEN}`,
      ACCESS_TOKEN,
      `Bearer ${ACCESS_TOKEN}x`,
    ]) {
      expect((await ask(wrong)).status).toBe(401);
    }
  });

  test('signing in gives a cookie that opens pages, calls and sockets, and holds no secret', async () => {
    await using server = await startTestServer({ environment });
    const form = await (await fetch(`${server.url}/login`)).text();
    expect(form).toContain('<form method="post"');
    const answer = await signIn(server.url, ACCESS_TOKEN, '/exports?a=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/exports?a=1']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toContain('HttpOnly; SameSite=Lax');
    expect(cookie).not.toContain(ACCESS_TOKEN);
    const Cookie = `theme=dark; ${cookie.split(';')[0] ?? ''}`;
    expect((await fetch(`${server.url}/api/export`, { headers: { Cookie } })).status).toBe(200);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`, { headers: { Cookie } });
    await once(socket, 'open');
    socket.terminate();
  });

  test('a socket without it is refused before the handshake', async () => {
    await using server = await startTestServer({ environment });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(401);
  });

  test('guessing ends after a while', async () => {
    await using server = await startTestServer({ environment });
    const statuses: number[] = [];
    for (let guess = 0; guess < 25; guess += 1)
      statuses.push((await signIn(server.url, `guess ${guess}`)).status);
    expect(statuses.slice(0, 20)).toEqual(new Array(20).fill(401));
    expect(statuses.slice(20)).toEqual(new Array(5).fill(429));
    // Nobody locks out who knows it.
    const headers = { Authorization: `Bearer ${ACCESS_TOKEN}` };
    expect((await fetch(`${server.url}/api/export`, { headers })).status).toBe(200);
    expect((await signIn(server.url, ACCESS_TOKEN)).status).toBe(303);
  });

  test('guessing by header ends as well, and who is signed in goes on working', async () => {
    await using server = await startTestServer({ environment });
    const cookie = await sessionOf(server.url);
    const statuses: number[] = [];
    for (let guess = 0; guess < 22; guess += 1) {
      const headers = { Authorization: `Bearer a-wrong-guess-${guess}` };
      statuses.push((await fetch(`${server.url}/api/export`, { headers })).status);
    }
    expect(statuses).toEqual([...new Array<number>(20).fill(401), 429, 429]);
    expect((await fetch(`${server.url}/api/export`, { headers: { Cookie: cookie } })).status).toBe(200);
    expect((await fetch(`${server.url}/api/export`)).status).toBe(401);
  });

  test('guesses are counted for a minute and for a bounded number of addresses', () => {
    let now = 0;
    const limit = createGuessLimit(() => now);
    const guess = (address: string, times: number) => {
      for (let i = 0; i < times; i += 1) limit.noteWrong(address);
    };
    guess('198.51.100.1', 20);
    expect(limit.isSpent('198.51.100.1')).toBe(true);
    expect(limit.isSpent('198.51.100.2')).toBe(false);
    for (let i = 0; i < 10_000; i += 1) guess(`203.0.${i >> 8}.${i & 255}`, 1);
    expect(limit.isSpent('198.51.100.1')).toBe(false);
    guess('198.51.100.3', 20);
    now = 60_001;
    expect(limit.isSpent('198.51.100.3')).toBe(false);
  });

  test('a foreign page cannot sign somebody in', async () => {
    await using server = await startTestServer({ environment });
    const response = await fetch(`${server.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: 'https://evil.example' },
      body: new URLSearchParams({ token: ACCESS_TOKEN }),
    });
    expect(response.status).toBe(403);
  });

  test('the secret is in no line of the log', async () => {
    await using server = await startTestServer({ environment });
    await fetch(`${server.url}/api/export`, { headers: { Authorization: `Bearer ${ACCESS_TOKEN}` } });
    await signIn(server.url, ACCESS_TOKEN);
    expect(JSON.stringify(server.logLines)).not.toContain(ACCESS_TOKEN);
  });
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\r\nb',
  '',
])('signing in never leads to %j', (next) => {
  expect(safeNext(next)).toBe('/');
});

test('an open address without a token is warned about, and nothing else is', () => {
  const warningOf = (values: Record<string, string>) => exposureWarning(testConfig(values));
  expect(warningOf({ HOST: '0.0.0.0' })).toContain('ACCESS_TOKEN');
  expect(warningOf({ HOST: '192.168.1.5' })).toContain('192.168.1.5');
  expect(warningOf({ HOST: '0.0.0.0', ACCESS_TOKEN })).toBeUndefined();
  expect(warningOf({ HOST: '127.0.0.1' })).toBeUndefined();
  expect(warningOf({ HOST: '::1' })).toBeUndefined();
  expect(warningOf({ HOST: 'localhost' })).toBeUndefined();
});
