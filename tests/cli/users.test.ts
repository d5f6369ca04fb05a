import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram, type BundledProgram } from './fixtures/bundle-program.ts';
import { runProgram } from './fixtures/run-program.ts';

let bundle: BundledProgram;
let folder = '';

beforeAll(async () => {
  bundle = await bundleProgram('tests/cli/fixtures/cutroom.ts');
  folder = await mkdtemp(join(tmpdir(), 'cutroom-users-'));
});
afterAll(async () => {
  await bundle[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function users(...args: string[]) {
  return runProgram(bundle.path, ['users', ...args], { cwd: folder });
}

test('accounts are made, listed, disabled and given other passwords on the command line', async () => {
  expect((await users('list')).stdout).toContain('Nobody has an account yet');
  const first = await users('add', 'Ada@example.org');
  expect([first.stderr, first.exitCode]).toEqual(['', 0]);
  expect(first.stdout).toMatch(
    /Within 7 days, .*https:\/\/cutroom\.example\/login\/password\?token=[\w-]{32}\n$/,
  );
  const second = await users('add', 'bo@example.org', '--name', 'Bo', '--json');
  expect(JSON.parse(second.stdout)).toMatchObject({ link: expect.stringContaining('token=') });
  expect((await users('list')).stdout).toMatch(
    /^ada@example\.org +administrator +since [\d-]{10}\nbo@example\.org +user +since/,
  );
  const twice = await users('add', 'ADA@example.org');
  expect([twice.stderr, twice.exitCode]).toEqual([expect.stringContaining('has an account already'), 2]);
  const last = await users('disable', 'ada@example.org');
  expect([last.stderr, last.exitCode]).toEqual([expect.stringContaining('last administrator'), 2]);
  await users('make-administrator', 'bo@example.org');
  expect((await users('disable', 'ada@example.org')).exitCode).toBe(0);
  expect((await users('list')).stdout).toMatch(/ada@example\.org +administrator, disabled/);
  expect((await users('enable', 'ada@example.org')).exitCode).toBe(0);
  expect((await users('reset-password', 'ada@example.org')).stdout).toMatch(/Within a day, .*token=/);
  const unknown = await users('disable', 'nobody@example.org');
  expect([unknown.stderr, unknown.exitCode]).toEqual([expect.stringContaining('has no account here'), 2]);
  const wrong = await users('add', 'no address');
  expect([wrong.stderr, wrong.exitCode]).toEqual([expect.stringContaining('not an e-mail address'), 2]);
  const log = await readFile(join(folder, 'accounts/audit/audit.log'), 'utf8');
  const events = log
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events).toEqual([
    'account.add',
    'account.add',
    'account.make-administrator',
    'account.disable',
    'account.enable',
    'account.reset-password',
  ]);
  expect(log).not.toContain('token');
});
