import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from '../api/harness/start-test-server.ts';
import { jarOf, password } from './support/accounts-for-test.ts';

const dayMs = 24 * 3_600_000;

let server: TestServer;
let cookie = '';
beforeEach(async () => {
  server = await startTestServer({ accounts: 'real', environment: { BASE_PATH: '/tools' } });
  const body = new URLSearchParams({ email: 'ada@example.org', name: 'Ada', password });
  const first = await fetch(`${server.url}/tools/login/first`, { method: 'POST', redirect: 'manual', body });
  cookie = jarOf(first.headers.getSetCookie());
});
afterEach(async () => {
  vi.useRealTimers();
  await server[Symbol.asyncDispose]();
});

/** What the server answers so many days after the sign-in. Another cookie beside it makes it one not looked up lately. */
async function ask(days: number, path = '/tools/api/export'): Promise<Response> {
  vi.useFakeTimers({ toFake: ['Date'], now: signedInAt + days * dayMs });
  return fetch(server.url + path, { headers: { cookie: `${cookie}; day=${days}` } });
}
let signedInAt = 0;
beforeEach(() => {
  signedInAt = Date.now();
});

describe('a session', () => {
  test('lasts as long as it is used, and its cookie in the browser with it', async () => {
    const soon = await ask(0.5);
    expect([soon.status, soon.headers.getSetCookie()]).toEqual([200, []]);
    for (const day of [5, 11, 17]) {
      const answer = await ask(day);
      expect([day, answer.status]).toEqual([day, 200]);
      const [again = '', ...others] = answer.headers.getSetCookie();
      expect(others).toEqual([]);
      expect(jarOf([again])).toBe(cookie);
      expect(again).toMatch(/; Max-Age=604800; Path=\/tools\/; HttpOnly; SameSite=Lax$/);
    }
    // Once a day is enough.
    expect((await ask(17.5)).headers.getSetCookie()).toEqual([]);
    expect((await ask(25)).status).toBe(401);
  });

  test('that nobody has used for a week is over', async () => {
    expect((await ask(7.5)).status).toBe(401);
  });

  test('sends no cookie along with what browsers keep and share', async () => {
    expect((await ask(3, '/tools/_next/static/x.js')).headers.getSetCookie()).toEqual([]);
    expect((await ask(3)).headers.getSetCookie()).toHaveLength(1);
  });
});
