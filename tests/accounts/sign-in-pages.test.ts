import { afterEach, describe, expect, test } from 'vitest';
import { createCutroomClient } from '../../src/client/index.ts';
import { startTestServer, type TestServer } from '../api/harness/start-test-server.ts';
import { jarOf, password } from './support/accounts-for-test.ts';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

/** Both ways in which a server comes to lie under a path, and none. */
const ways = {
  'a site of its own': { path: '', environment: {}, headers: {} },
  BASE_PATH: { path: '/tools/cutroom', environment: { BASE_PATH: '/tools/cutroom' }, headers: {} },
  'X-Forwarded-Prefix': {
    path: '/c',
    environment: { TRUSTED_PROXIES: '127.0.0.1' },
    headers: { 'X-Forwarded-Prefix': '/c' },
  },
} as const;

describe.each(Object.entries(ways))('sign-in pages under %s', (_, { path, environment, headers }) => {
  const ask = (to: string, form?: Record<string, string>, cookie = '') =>
    fetch(server.url + path + to, {
      redirect: 'manual',
      headers: { ...headers, cookie, accept: 'text/html' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
  /** Where the links and forms of a page lead that stay on this site. */
  const waysOutOf = async (answer: Response) =>
    [...(await answer.text()).matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, to]) => to);

  test('lead nowhere but under the path, and so do their cookies', async () => {
    server = await startTestServer({
      accounts: 'real',
      environment: {
        ...environment,
        SMTP_URL: 'smtp://127.0.0.1:9',
        PUBLIC_URL: 'http://cutroom.test',
        OIDC_ISSUER: 'http://127.0.0.1:9',
        OIDC_CLIENT_ID: 'cutroom',
      },
    });
    expect((await ask('/exports')).headers.get('location')).toBe(`${path}/login?next=%2Fexports`);
    expect(await waysOutOf(await ask('/login'))).toEqual([`${path}/login/first`]);
    const form = { email: 'ada@example.org', name: 'Ada', password };
    const first = await ask('/login/first', form);
    expect([first.status, first.headers.get('location')]).toEqual([303, `${path}/`]);
    const cookies = first.headers.getSetCookie();
    expect(cookies.map((cookie) => /path=([^;]*)/i.exec(cookie)?.[1])).toEqual([`${path}/`]);
    expect(await waysOutOf(await ask('/login', undefined, jarOf(cookies)))).toEqual([
      `${path}/`,
      `${path}/logout`,
    ]);
    const out = await ask('/logout', {}, jarOf(cookies));
    expect(out.headers.get('location')).toBe(`${path}/login`);
    // Only what has the path of the cookie can end it.
    for (const gone of out.headers.getSetCookie())
      expect(gone).toMatch(new RegExp(`path=${path}/(;|$)`, 'i'));
    const page = await waysOutOf(await ask('/login?next=%2Fexports'));
    expect(page).toEqual([
      `${path}/login?next=%2Fexports`,
      `${path}/login/forgot`,
      `${path}/login/provider?next=%2Fexports`,
    ]);
    const wrong = await ask('/login?next=%2Fexports', { ...form, password: 'not the password' });
    expect(wrong.status).toBe(401);
    expect(await waysOutOf(wrong)).toEqual(page);
    const right = await ask('/login?next=%2Fexports', form);
    expect(right.headers.get('location')).toBe(`${path}/exports`);
    expect(await waysOutOf(await ask('/login/password?token=x'))).toEqual([`${path}/login/password`]);
    expect(await waysOutOf(await ask('/login/forgot'))).toEqual([`${path}/login/forgot`, `${path}/login`]);
    expect(await waysOutOf(await ask('/login/forgot', { email: 'bo@example.org' }))).toEqual([
      `${path}/login`,
    ]);
    // The provider is not there, and people come back to where they were.
    const provider = await ask('/login/provider?next=%2Fexports');
    expect(provider.headers.get('location')).toBe(`${path}/login?error=failed`);
    const callback = await ask('/api/auth/callback/oidc?state=made-up&code=made-up');
    expect(callback.headers.get('location')).toMatch(new RegExp(`^${path}/login\\?error=`));
  });
});

test('wrong keys are counted by address, and the right one opens however many came before', async () => {
  server = await startTestServer({ accounts: 'real' });
  const form = { email: 'ada@example.org', name: 'Ada', password };
  const first = await fetch(`${server.url}/login/first`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  });
  const headers = { cookie: jarOf(first.headers.getSetCookie()) };
  const { account } = createCutroomClient({ url: server.url, headers }).trpc;
  const { key } = await account.createKey.mutate({ name: 'right', scopes: ['read'], days: null });
  const ask = async (secret: string) => {
    const answer = await fetch(`${server.url}/api/export`, {
      headers: { Authorization: `Bearer ${secret}` },
    });
    return answer.status;
  };
  const statuses = [];
  for (let count = 0; count < 22; count += 1) statuses.push(await ask('cutroom_wrong'));
  expect(statuses).toEqual([...new Array<number>(20).fill(401), 429, 429]);
  expect(await ask(key)).toBe(200);
});
