import { expect, test, vi } from 'vitest';
import { startTestServer } from '../api/harness/start-test-server.ts';

const loaded = vi.hoisted(() => [] as string[]);
vi.mock('better-auth', () => note('better-auth'));
vi.mock('kysely', () => note('kysely'));
vi.mock('libsql', () => note('libsql'));
vi.mock('pg', () => note('pg'));
vi.mock('nodemailer', () => note('nodemailer'));

function note(name: string): object {
  loaded.push(name);
  return { default: {} };
}

test('a server without accounts loads nothing that only accounts need', async () => {
  await using server = await startTestServer({ accounts: 'real', environment: { ACCOUNTS: 'off' } });
  expect((await fetch(`${server.url}/api/export`)).status).toBe(200);
  expect(loaded).toEqual([]);
  await expect(startTestServer({ accounts: 'real' })).rejects.toThrow();
  expect(loaded).toContain('kysely');
});
