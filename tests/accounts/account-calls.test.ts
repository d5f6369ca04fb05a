import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCutroomClient, problemOf } from '../../src/client/index.ts';
import { startTestServer, type TestServer } from '../api/harness/start-test-server.ts';
import { plainConfig } from '../owners/support/owners-rig.ts';
import { jarOf, password } from './support/accounts-for-test.ts';

let server: TestServer;
let ada: string;
beforeAll(async () => {
  server = await startTestServer({
    accounts: 'real',
    environment: { TRUSTED_PROXIES: '127.0.0.1', PUBLIC_URL: 'https://cutroom.example' },
  });
  ada = await post('/login/first', { email: 'ada@example.org', name: 'Ada', password });
});
afterAll(() => server[Symbol.asyncDispose]());

const address = '203.0.113.7';

/** A form of the sign-in pages; the cookie that it brings. */
async function post(path: string, form: Record<string, string>): Promise<string> {
  const answer = await fetch(server.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'X-Forwarded-For': address },
    body: new URLSearchParams(form),
  });
  if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return jarOf(answer.headers.getSetCookie());
}

const asCaller = (headers: Record<string, string>) =>
  createCutroomClient({ url: server.url, headers: { ...headers, 'X-Forwarded-For': address } }).trpc;
const asBrowser = (cookie: string) => asCaller({ cookie });
const asProgram = (key: string) => asCaller({ Authorization: `Bearer ${key}` });

/** What a call is refused with. */
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => problemOf(error).code,
  );

async function auditLines(event: string) {
  const text = await readFile(join(server.folder, 'accounts/audit/audit.log'), 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { event: string; by?: { name: string }; address?: string; about: object },
    );
  return lines
    .filter((line) => line.event === event)
    .map(({ by, address: from, about }) => ({ by: by?.name, from, about }));
}

async function invited(email: string): Promise<string> {
  const { path, url } = await asBrowser(ada).people.invite.mutate({ email });
  expect(url).toBe(`https://cutroom.example${path}`);
  const token = new URL(url ?? '').searchParams.get('token') ?? '';
  await post('/login/password', { token, password });
  return post('/login', { email, password });
}

describe('an account of one’s own', () => {
  test('says who one is, and which browsers are signed in', async () => {
    const { account } = asBrowser(ada);
    expect(await account.profile.query()).toMatchObject({
      ...{ email: 'ada@example.org', name: 'Ada', hasPassword: true },
    });
    const other = await post('/login', { email: 'ada@example.org', password });
    const sessions = await account.sessions.query();
    expect(sessions.map(({ isCurrent, address: from }) => [isCurrent, from])).toEqual(
      expect.arrayContaining([
        [true, address],
        [false, address],
      ]),
    );
    const [foreign] = sessions.filter(({ isCurrent }) => !isCurrent);
    await account.endSession.mutate({ id: foreign?.id ?? '' });
    expect(await codeOf(asBrowser(other).account.profile.query())).toBe('UNAUTHORIZED');
    expect(await auditLines('session.end')).toEqual([
      { by: 'ada@example.org', from: address, about: { id: foreign?.id } },
    ]);
  });

  test('makes keys that do what they were made for, and nothing with the account itself', async () => {
    const { account } = asBrowser(ada);
    const { id, key } = await account.createKey.mutate({ name: 'CI', scopes: ['read', 'admin'], days: 30 });
    const program = asProgram(key);
    expect(await program.system.whoAmI.query()).toMatchObject({ name: 'ada@example.org' });
    expect(await codeOf(program.people.list.query())).toBe('done');
    expect(await codeOf(program.createExport.mutate(plainConfig('by-key')))).toBe('FORBIDDEN');
    for (const call of [
      () => program.account.keys.query(),
      () => program.account.createKey.mutate({ name: 'more', scopes: ['read'], days: null }),
      () => program.account.sessions.query(),
      () => program.account.changePassword.mutate({ current: password, next: 'another password' }),
      () => program.people.invite.mutate({ email: 'x@example.org', isAdministrator: true }),
      () => program.people.resetPassword.mutate({ userId: 'administrator' }),
    ])
      expect(await codeOf(call())).toBe('FORBIDDEN');
    const [listed] = await account.keys.query();
    expect(listed).toMatchObject({ id, name: 'CI', scopes: ['read', 'admin'] });
    expect(JSON.stringify(listed)).not.toContain(key);
    await account.removeKey.mutate({ id });
    expect(await codeOf(program.system.whoAmI.query())).toBe('UNAUTHORIZED');
    const by = { by: 'ada@example.org', from: address };
    expect(await auditLines('key.create')).toEqual([
      { ...by, about: { made: id, name: 'CI', scopes: '["read","admin"]', days: 30 } },
    ]);
    expect(await auditLines('key.remove')).toEqual([{ ...by, about: { id } }]);
    expect(await readFile(join(server.folder, 'accounts/audit/audit.log'), 'utf8')).not.toContain(key);
  });

  test('is nobody else’s: who is no administrator makes no key for administration', async () => {
    const bo = asBrowser(await invited('bo@example.org'));
    const wish = { name: 'power', scopes: ['read' as const, 'admin' as const], days: null };
    expect(await codeOf(bo.account.createKey.mutate(wish))).toBe('FORBIDDEN');
    const [session] = await asBrowser(ada).account.sessions.query();
    expect(await codeOf(bo.account.endSession.mutate({ id: session?.id ?? '' }))).toBe('NOT_FOUND');
    for (const { query } of [bo.people.list, bo.usage.disk, bo.usage.all])
      expect(await codeOf(query())).toBe('FORBIDDEN');
  });

  test('gets another password, and stays signed in where it was changed', async () => {
    const cookie = await invited('cy@example.org');
    const elsewhere = await post('/login', { email: 'cy@example.org', password });
    const { account } = asBrowser(cookie);
    const next = 'quite another password';
    expect(await codeOf(account.changePassword.mutate({ current: 'wrong', next }))).toBe('INVALID_REQUEST');
    await account.changePassword.mutate({ current: password, next });
    expect(await codeOf(account.profile.query())).toBe('done');
    expect(await codeOf(asBrowser(elsewhere).account.profile.query())).toBe('UNAUTHORIZED');
    await post('/login', { email: 'cy@example.org', password: next });
    expect(await auditLines('password.change')).toEqual([{ by: 'cy@example.org', from: address, about: {} }]);
  });
});

test('administrators invite, disable, promote and reset, and the log says so', async () => {
  const { people, usage } = asBrowser(ada);
  const dan = await invited('dan@example.org');
  const row = (await people.list.query()).find(({ email }) => email === 'dan@example.org');
  const userId = row?.id ?? '';
  await people.setAdministrator.mutate({ userId, isAdministrator: true });
  // A session of before does not have what came after it.
  expect((await asBrowser(dan).system.whoAmI.query()).isAdministrator).toBe(true);
  await people.setAdministrator.mutate({ userId, isAdministrator: false });
  await people.setDisabled.mutate({ userId, isDisabled: true });
  expect(await codeOf(asBrowser(dan).account.profile.query())).toBe('UNAUTHORIZED');
  await people.setDisabled.mutate({ userId, isDisabled: false });
  expect(await people.resetPassword.mutate({ userId })).toMatchObject({ days: 1, isMailed: false });
  const lastOne = people.setAdministrator.mutate({ userId: 'administrator', isAdministrator: false });
  expect(await codeOf(lastOne)).toBe('INVALID_REQUEST');
  const about = async (event: string) =>
    (await auditLines(event)).map((line) => line.about).filter((of) => JSON.stringify(of).includes(userId));
  expect(await about('account.role')).toEqual([
    { userId, isAdministrator: true },
    { userId, isAdministrator: false },
  ]);
  expect(await about('account.disable')).toEqual([
    { userId, isDisabled: true },
    { userId, isDisabled: false },
  ]);
  expect(await about('account.add')).toMatchObject([{ made: userId, email: 'dan@example.org' }]);
  expect(await about('account.reset-password')).toEqual([{ userId }]);
  const { folders, freeBytes } = await usage.disk.query();
  expect(folders.map(({ name }) => name)).toContain('accounts');
  expect(folders.find(({ name }) => name === 'accounts')?.bytes).toBeGreaterThan(0);
  expect(freeBytes).toBeGreaterThan(0);
});

test('who downloads and who removes stands in the log, once for a player that asks in pieces', async () => {
  const cookie = await invited('eve@example.org');
  const eve = asBrowser(cookie);
  const { id } = await eve.system.whoAmI.query();
  await eve.createExport.mutate(plainConfig('mine'));
  (await server.parts.renderOf(`${id}~mine`)).complete(Buffer.from('0123456789'));
  await expect.poll(() => eve.get.query({ jobId: 'mine' })).toMatchObject({ status: 'completed' });
  const get = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await fetch(`${server.url}/api/export/mine/download`, {
      method,
      headers: { cookie, 'X-Forwarded-For': address, ...headers },
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  expect(await get({})).toBe(200);
  for (const range of ['bytes=0-3', 'bytes=4-6', 'bytes=7-']) expect(await get({ range })).toBe(206);
  expect(await get({}, 'HEAD')).toBe(200);
  expect(await get({ range: 'bytes=99-' })).toBe(416);
  const line = { by: 'eve@example.org', from: address, about: { jobId: 'mine', output: null } };
  await expect.poll(() => auditLines('export.download')).toEqual([line, line]);
  await eve.remove.mutate({ jobId: 'mine' });
  expect(await auditLines('export.remove')).toEqual([{ ...line, about: { jobId: 'mine' } }]);
});
