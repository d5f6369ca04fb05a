import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openAccounts } from '../../src/accounts/open-accounts.ts';
import {
  byCookie,
  byKey,
  jarOf,
  openTestAccounts,
  password,
  signedInAdministrator,
  signedInUser,
  tokenIn,
  visitor,
} from './support/accounts-for-test.ts';
import { startPostgres, type PostgresServer } from './support/postgres-server.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

const databases = [
  ['the embedded database', () => openTestAccounts()],
  ['Postgres', async () => openTestAccounts({ databaseUrl: await postgres.newDatabase() })],
] as const;

describe.each(databases)('accounts in %s', (_, open) => {
  test('the first visit makes the administrator, who owns what was there before', async () => {
    await using server = await open();
    expect(await server.accounts.signIn.isNew()).toBe(true);
    const cookie = await signedInAdministrator(server);
    expect(await server.accounts.signIn.isNew()).toBe(false);
    const caller = await byCookie(server, cookie);
    expect(caller).toMatchObject({
      principal: { id: 'administrator', name: 'ada@example.org', isAdministrator: true },
      isAmbient: true,
    });
    expect([...(caller?.principal.scopes ?? [])]).toEqual(['read', 'export', 'upload', 'admin']);
  });

  test('of six first visits at once one makes the administrator, and the others are told', async () => {
    await using server = await open();
    const visits = Array.from({ length: 6 }, (_, index) =>
      server.accounts.signIn.createAdministrator(
        { email: `visitor-${index}@example.org`, name: '', password },
        visitor('', `203.0.113.${index}`),
      ),
    );
    const ends = await Promise.allSettled(visits);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ problem: { code: 'ID_TAKEN' } });
    expect(await server.accounts.desk.list()).toHaveLength(1);
  });

  test('somebody who is invited chooses a password by a link that opens once', async () => {
    await using server = await open();
    await signedInAdministrator(server);
    const { signIn, desk, people } = server.accounts;
    const { id, path } = await desk.add({ email: 'Bo@example.org', name: 'Bo', role: 'user' });
    expect(await people.find(id)).toMatchObject({ name: 'bo@example.org', isAddressVerified: true });
    const token = tokenIn(path);
    await expect(signIn.choosePassword({ token, password: 'short' }, visitor())).rejects.toThrow('10 to 128');
    await signIn.choosePassword({ token, password }, visitor());
    await expect(signIn.choosePassword({ token, password }, visitor())).rejects.toThrow('has been used');
    const cookie = jarOf(await signIn.withPassword({ email: 'bo@example.org', password }, visitor()));
    expect((await byCookie(server, cookie))?.principal).toMatchObject({ id, isAdministrator: false });
  });

  test('an invitation opens for a week, a link for another password for a day', async () => {
    await using server = await open();
    await signedInAdministrator(server);
    const { signIn, desk } = server.accounts;
    const hour = 3_600_000;
    const chooseAfter = async (hours: number, path: string) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * hour });
      try {
        await signIn.choosePassword({ token: tokenIn(path), password }, visitor());
        return 'chosen';
      } catch (error) {
        return (error as { problem: { message: string } }).problem.message;
      } finally {
        vi.useRealTimers();
      }
    };
    const { id, ...invitation } = await desk.add({ email: 'bo@example.org', name: 'Bo', role: 'user' });
    expect(invitation.days).toBe(7);
    expect(await chooseAfter(7 * 24 - 1, invitation.path)).toBe('chosen');
    const reset = await desk.resetPassword(id);
    expect(reset.days).toBe(1);
    expect(await chooseAfter(25, reset.path)).toContain('too old');
    expect(await chooseAfter(23, (await desk.resetPassword(id)).path)).toBe('chosen');
    const late = await desk.add({ email: 'cy@example.org', name: 'Cy', role: 'user' });
    expect(await chooseAfter(7 * 24 + 1, late.path)).toContain('too old');
  });

  test('a wrong password, an unknown address and a disabled account are told the same', async () => {
    await using server = await open();
    await signedInAdministrator(server);
    await signedInUser(server, 'bo@example.org');
    const gone = await server.accounts.people.findByName('BO@example.org');
    await server.accounts.desk.disable(gone?.id ?? '');
    const told = [];
    for (const [email, secret] of [
      ['ada@example.org', 'a wrong password'],
      ['nobody@example.org', password],
      ['bo@example.org', password],
    ] as const) {
      const end = await server.accounts.signIn
        .withPassword({ email, password: secret }, visitor())
        .catch((error: unknown) => error);
      told.push((end as { problem?: unknown }).problem);
    }
    expect(told[0]).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });

  test('a cookie opens nothing that this server has not signed, or whose session is over', async () => {
    await using server = await open();
    const cookie = await signedInAdministrator(server);
    const [name = '', value = ''] = cookie.split('=');
    const signed = decodeURIComponent(value);
    const token = signed.slice(0, signed.lastIndexOf('.'));
    const own = `${name}=${value}`;
    for (const wrong of [token, `${token}.`, `${token}.AAAA`, `x${signed}`, `${signed}A`, '%', `.${signed}`])
      expect(await byCookie(server, `${name}=${encodeURIComponent(wrong)}`)).toBeUndefined();
    expect(await byCookie(server, `${name}=%`)).toBeUndefined();
    // One that another site has put before ours hides nothing.
    expect((await byCookie(server, `${name}=other.signature; ${own}`))?.principal.id).toBe('administrator');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 24 * 3_600_000 });
    expect(await byCookie(server, `${own}; later=1`)).toBeUndefined();
    vi.useRealTimers();
  });

  test('sessions are listed and ended, each by its owner alone', async () => {
    await using server = await open();
    const cookie = await signedInAdministrator(server);
    const other = await signedInUser(server, 'bo@example.org');
    const [caller, bo] = [await byCookie(server, cookie), await byCookie(server, other)];
    const { own } = server.accounts;
    const mine = await own.sessions('administrator');
    expect(mine).toMatchObject([{ address: '203.0.113.7', userAgent: 'a test' }]);
    await expect(own.endSession(bo?.principal.id ?? '', mine[0]?.id ?? '')).rejects.toMatchObject({
      problem: { code: 'NOT_FOUND' },
    });
    expect(await caller?.isStillIn()).toBe(true);
    await own.endSession('administrator', mine[0]?.id ?? '');
    expect(await caller?.isStillIn()).toBe(false);
    expect(await byCookie(server, cookie)).toBeUndefined();
    expect(await bo?.isStillIn()).toBe(true);
  });

  test('a key opens what it was made for, is shown once, and ends when it is removed or has expired', async () => {
    await using server = await open();
    await signedInAdministrator(server);
    const { own, desk } = server.accounts;
    const { id, key } = await own.createKey('administrator', { name: 'CI', scopes: ['read', 'export'] });
    const caller = await byKey(server, key);
    expect(caller?.isAmbient).toBe(false);
    expect([...(caller?.principal.scopes ?? [])]).toEqual(['read', 'export']);
    const [listed] = await own.keys('administrator');
    expect(listed).toMatchObject({ id, name: 'CI', scopes: ['read', 'export'] });
    expect(listed?.lastUsedAt).toBeDefined();
    expect(key.startsWith(listed?.start ?? '?')).toBe(true);
    expect(JSON.stringify(listed)).not.toContain(key);
    await own.removeKey('administrator', id);
    expect(await caller?.isStillIn()).toBe(false);
    expect(await byKey(server, key)).toBeUndefined();
    const { key: short } = await own.createKey('administrator', {
      name: 'short',
      scopes: ['read'],
      days: 1 / 86_400,
    });
    const brief = await byKey(server, short);
    expect(brief).toBeDefined();
    while (await brief?.isStillIn()) await new Promise((wait) => setTimeout(wait, 100));
    expect(await desk.list()).toHaveLength(1);
  });

  test('that a key was used is known right away, and after the server has ended', async () => {
    await using server = await open();
    await signedInAdministrator(server);
    const { own } = server.accounts;
    const keys = [];
    for (const name of ['a', 'b', 'unused'])
      keys.push(await own.createKey('administrator', { name, scopes: ['read'] }));
    const [a, b] = keys;
    const usedNow = async ({ own: listing }: typeof server.accounts) =>
      (await listing.keys('administrator'))
        .filter(({ lastUsedAt }) => lastUsedAt !== undefined && Date.parse(lastUsedAt) > Date.now() - 60_000)
        .map(({ name }) => name)
        .sort();
    await byKey(server, a?.key ?? '');
    expect(await usedNow(server.accounts)).toEqual(['a']);
    await byKey(server, b?.key ?? '');
    await server.accounts.close();
    const again = await openAccounts(server.settings, () => undefined);
    expect(await usedNow(again)).toEqual(['a', 'b']);
    await again.close();
  });

  test('who is disabled is out at once, with every session and key', async () => {
    await using server = await open();
    await signedInAdministrator(server);
    const cookie = await signedInUser(server, 'bo@example.org');
    const bySession = await byCookie(server, cookie);
    const id = bySession?.principal.id ?? '';
    const { key } = await server.accounts.own.createKey(id, { name: 'key', scopes: ['read'] });
    const caller = await byKey(server, key);
    await server.accounts.desk.disable(id);
    expect([await bySession?.isStillIn(), await caller?.isStillIn()]).toEqual([false, false]);
    expect([await byCookie(server, cookie), await byKey(server, key)]).toEqual([undefined, undefined]);
    await server.accounts.desk.enable(id);
    expect(await byKey(server, key)).toBeDefined();
    expect(await byCookie(server, cookie)).toBeUndefined();
  });

  test('the last administrator stays one', async () => {
    await using server = await open();
    const cookie = await signedInAdministrator(server);
    const caller = await byCookie(server, cookie);
    await signedInUser(server, 'bo@example.org');
    const bo = (await server.accounts.people.findByName('bo@example.org'))?.id ?? '';
    await expect(server.accounts.desk.setAdministrator('administrator', false)).rejects.toThrow('last');
    await expect(server.accounts.desk.disable('administrator')).rejects.toThrow('last');
    await server.accounts.desk.setAdministrator(bo, true);
    await server.accounts.desk.setAdministrator('administrator', false);
    expect((await byCookie(server, cookie))?.principal.isAdministrator).toBe(false);
    expect(await caller?.isStillIn()).toBe(false);
  });

  test('a one-time token opens once and ends with its session, or with its key', async () => {
    await using server = await open();
    const cookie = await signedInAdministrator(server);
    const other = await signedInUser(server, 'bo@example.org');
    const { people, own } = server.accounts;
    const enter = (token: string) => people.identify({ headers: {}, token });
    const sessionId = (await byCookie(server, cookie))?.sessionId ?? '';
    const token = (await own.socketToken('administrator', sessionId)) ?? '';
    const caller = await enter(token);
    expect(caller).toMatchObject({ principal: { id: 'administrator', isPerson: true }, isAmbient: false });
    expect(await enter(token)).toBeUndefined();
    // As a header it opens nothing: that would be more than one socket.
    const unused = (await own.socketToken('administrator', sessionId)) ?? '';
    expect(await byKey(server, unused)).toBeUndefined();
    const { id, key } = await own.createKey('administrator', { name: 'CI', scopes: ['read'] });
    const keyId = (await byKey(server, key))?.sessionId ?? '';
    const byToken = await enter((await own.socketToken('administrator', keyId)) ?? '');
    expect(byToken?.principal).toMatchObject({ id: 'administrator', isPerson: false });
    expect([...(byToken?.principal.scopes ?? [])]).toEqual(['read']);
    const stranger = (await byCookie(server, other))?.principal.id ?? '';
    for (const [userId, name] of [
      [stranger, sessionId],
      ['administrator', 'editor:somewhere'],
      ['administrator', 'session:none'],
    ] as const)
      expect(await own.socketToken(userId, name)).toBeUndefined();
    expect([await caller?.isStillIn(), await byToken?.isStillIn()]).toEqual([true, true]);
    await own.removeKey('administrator', id);
    await server.accounts.signIn.signOut(visitor(cookie));
    expect([await caller?.isStillIn(), await byToken?.isStillIn()]).toEqual([false, false]);
    expect(await enter(unused)).toBeUndefined();
  });

  test('changing a password needs the old one and ends the other sessions', async () => {
    await using server = await open();
    const first = await signedInAdministrator(server);
    const { own, signIn } = server.accounts;
    const email = 'ada@example.org';
    const second = jarOf(await signIn.withPassword({ email, password }, visitor()));
    const keepSession = (await byCookie(server, second))?.sessionId.replace('session:', '');
    const next = 'another long password';
    const address = '203.0.113.7';
    await expect(own.changePassword('administrator', { current: 'wrong', next, address })).rejects.toThrow(
      'not right',
    );
    await own.changePassword('administrator', { current: password, next, keepSession, address });
    expect(await byCookie(server, first)).toBeUndefined();
    expect(await byCookie(server, second)).toBeDefined();
    await signIn.withPassword({ email, password: next }, visitor());
    const guess = () => own.changePassword('administrator', { current: 'wrong', next, address });
    for (let count = 0; count < 5; count += 1) await expect(guess()).rejects.toThrow('not right');
    await expect(guess()).rejects.toMatchObject({ problem: { code: 'TOO_MANY_REQUESTS' } });
  });

  test('guesses at a password are slowed down, whether the account is there or not', async () => {
    await using server = await open();
    await signedInAdministrator(server);
    const guess = (email: string, address: string) =>
      server.accounts.signIn
        .withPassword({ email, password: 'a wrong password' }, visitor('', address))
        .catch((error: unknown) => (error as { problem: { code: string } }).problem.code);
    for (const email of ['ada@example.org', 'nobody@example.org']) {
      const codes = [];
      for (let i = 0; i < 7; i += 1) codes.push(await guess(email, '203.0.113.9'));
      expect(codes).toEqual([
        ...new Array<string>(5).fill('UNAUTHORIZED'),
        'TOO_MANY_REQUESTS',
        'TOO_MANY_REQUESTS',
      ]);
    }
    // From elsewhere the owner gets in.
    await server.accounts.signIn.withPassword(
      { email: 'ada@example.org', password },
      visitor('', '203.0.113.10'),
    );
  });
});
