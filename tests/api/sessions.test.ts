import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openSessions } from '../../src/server/door/access/sessions.ts';
import { startTestServer } from './harness/start-test-server.ts';

const ACCESS_TOKEN = 'correct-horse-battery';
const environment = { ACCESS_TOKEN };

async function signIn(url: string, headers: Record<string, string> = {}): Promise<readonly string[]> {
  const body = new URLSearchParams({ token: ACCESS_TOKEN });
  const init = { method: 'POST', redirect: 'manual', headers: { Origin: url, ...headers }, body } as const;
  const answer = await fetch(`${url}/login`, init);
  expect(answer.status).toBe(303);
  return answer.headers.getSetCookie();
}

const pairsOf = (cookies: readonly string[]): string =>
  cookies.map((cookie) => cookie.split(';')[0]).join('; ');

test('a session is random, lasts a week, and is not the secret nor made of it alone', async () => {
  await using server = await startTestServer({ environment });
  const [first, second] = [await signIn(server.url), await signIn(server.url)];
  expect(pairsOf(first)).not.toBe(pairsOf(second));
  for (const cookie of first) {
    expect(cookie).toMatch(/=[\w-]{43}; Path=\/; HttpOnly; SameSite=(Strict|Lax); Max-Age=604800$/);
    expect(cookie).not.toContain(ACCESS_TOKEN);
  }
});

test('signing out ends the session: its cookie opens nothing, its sockets and streams end, others go on', async () => {
  await using server = await startTestServer({ environment });
  const [Cookie, other] = [pairsOf(await signIn(server.url)), pairsOf(await signIn(server.url))];
  const statusOf = async (cookie: string) =>
    (await fetch(`${server.url}/api/export`, { headers: { Cookie: cookie } })).status;
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/trpc`, { headers: { Cookie } });
  await once(socket, 'open');
  const stream = await fetch(`${server.url}/api/trpc/queue`, { headers: { Cookie } });
  expect([stream.status, await statusOf(Cookie)]).toEqual([200, 200]);
  const streamEnds = expect(stream.text()).rejects.toThrow();
  const socketEnds = once(socket, 'close');
  const page = await fetch(`${server.url}/login`, { headers: { Cookie } });
  expect(await page.text()).toContain('action="/logout"');
  const answer = await fetch(`${server.url}/logout`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie, Origin: server.url },
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
  for (const cookie of answer.headers.getSetCookie()) expect(cookie).toContain('Max-Age=0');
  await Promise.all([streamEnds, socketEnds]);
  expect([await statusOf(Cookie), await statusOf(other)]).toEqual([401, 200]);
});

test('a foreign page signs nobody out', async () => {
  await using server = await startTestServer({ environment });
  const Cookie = pairsOf(await signIn(server.url));
  for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
    const init = { method: 'POST', redirect: 'manual', headers: { Cookie, ...headers } } as const;
    expect((await fetch(`${server.url}/logout`, init)).status).toBe(403);
  }
  expect((await fetch(`${server.url}/api/export`, { headers: { Cookie } })).status).toBe(200);
});

test('a navigation from another site gets no data, a page without data, and data from an allowed editor', async () => {
  await using server = await startTestServer({
    environment: { ...environment, ALLOWED_ORIGINS: 'https://editor.example' },
  });
  const cookies = await signIn(server.url);
  const ask = async (path: string, headers: Record<string, string>) =>
    (await fetch(server.url + path, { headers, redirect: 'manual' })).status;
  // What a browser sends with a link of another site: never what is `SameSite=Strict`.
  const lax = pairsOf(cookies.filter((cookie) => cookie.includes('SameSite=Lax')));
  expect(await ask('/api/export', { Cookie: lax })).toBe(401);
  // No pages in this server: 404 comes from behind the door.
  expect(await ask('/studio/1', { Cookie: lax, 'Sec-Fetch-Site': 'cross-site' })).toBe(404);
  const Cookie = pairsOf(cookies);
  for (const path of ['/api/export', '/api/metrics', '/api/media/file/a.mp4', '/api/trpc/list']) {
    for (const site of ['cross-site', 'same-site']) {
      expect(await ask(path, { Cookie, 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate' })).toBe(403);
      expect(await ask(path, { Cookie, 'Sec-Fetch-Site': site, Referer: 'https://evil.example/' })).toBe(403);
    }
  }
  const editor = { Cookie, 'Sec-Fetch-Site': 'cross-site', Referer: 'https://editor.example/' };
  expect(await ask('/api/export', editor)).toBe(200);
  expect(await ask('/api/export', { Cookie, 'Sec-Fetch-Site': 'none' })).toBe(200);
});

test('the cookie is Secure where the browser speaks TLS, as a trusted proxy or the browser itself says', async () => {
  const isSecure = async (trusted: string, headers: Record<string, string>) => {
    await using server = await startTestServer({
      environment: { ...environment, TRUSTED_PROXIES: trusted, ALLOWED_ORIGINS: 'https://cut.example' },
    });
    return (await signIn(server.url, headers)).every((cookie) => cookie.includes('; Secure'));
  };
  const proto = { 'X-Forwarded-Proto': 'https' };
  expect(await isSecure('127.0.0.1', proto)).toBe(true);
  expect(await isSecure('', proto)).toBe(false);
  expect(await isSecure('10.0.0.0/8', proto)).toBe(false);
  expect(await isSecure('127.0.0.1', {})).toBe(false);
});

test('sessions outlive a restart, another token ends them, and the file opens none', async () => {
  let path = '';
  await using server = await startTestServer({ environment });
  path = join(server.folder, 'sessions.json');
  const secret =
    pairsOf(await signIn(server.url))
      .split('; ')[0]
      ?.split('=')[1] ?? '';
  const open = (accessToken: string) =>
    openSessions({ accessToken, path, onUnsaved: (error) => expect(error).toBeNull() });
  while (!(await readFile(path, 'utf8').catch(() => ''))) await new Promise(setImmediate);
  expect(await readFile(path, 'utf8')).not.toContain(secret);
  expect(open(ACCESS_TOKEN).find(secret)).toBeDefined();
  expect(open('another-access-token').find(secret)).toBeUndefined();
});
