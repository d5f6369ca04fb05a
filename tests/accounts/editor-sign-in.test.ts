import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { byCookie, byKey, openTestAccounts, signedInAdministrator } from './support/accounts-for-test.ts';
import { startEditor, type TestEditor } from './support/editor-for-test.ts';
import { ask, startPostgres, type PostgresServer } from './support/postgres-server.ts';

const secret = 'the secret that both of them know, long enough';
let postgres: PostgresServer;
let editorDatabase = '';
let editor: TestEditor;

beforeAll(async () => {
  postgres = await startPostgres();
  editorDatabase = await postgres.newDatabase();
  editor = await startEditor(editorDatabase, secret);
});
afterAll(async () => {
  await editor[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

const trusting = (wish: { readonly audience?: string } = {}) => ({
  editor: {
    issuer: `${editor.origin}/api/auth`,
    audience: wish.audience,
    cookiePrefix: 'better-auth',
  },
});

describe('somebody who is signed in at the editor', () => {
  test('comes by its cookie, with an account that is the same each time, and goes when it signs out', async () => {
    await using server = await openTestAccounts(trusting());
    const cookie = await editor.signUp('cookie@example.org');
    const before = editor.questions();
    const caller = await byCookie(server, cookie);
    expect(caller).toMatchObject({
      principal: { name: 'cookie@example.org', isAdministrator: false },
      isAmbient: true,
    });
    expect((await byCookie(server, cookie))?.principal.id).toBe(caller?.principal.id);
    // Asked once, and remembered for seconds.
    expect(editor.questions() - before).toBe(1);
    await editor.signOut(cookie);
    while (await caller?.isStillIn()) await new Promise((wait) => setTimeout(wait, 250));
    expect(await byCookie(server, cookie)).toBeUndefined();
  });

  test('comes by a JWT that the editor has signed for this server, and by no other', async () => {
    await using server = await openTestAccounts(trusting());
    const token = await editor.tokenOf(await editor.signUp('jwt@example.org'));
    const caller = await byKey(server, token);
    expect(caller).toMatchObject({ principal: { name: 'jwt@example.org' }, isAmbient: false });
    expect(await caller?.isStillIn()).toBe(true);
    // Who has the name of the sign-in, and not the token, knows when it ends.
    const { people } = server.accounts;
    const sessionId = caller?.sessionId ?? '';
    expect(await people.holds(sessionId)).toBeUndefined();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    expect(await people.holds(sessionId)).toBe(false);
    vi.useRealTimers();
    const [head = '', body = '', signature = ''] = token.split('.');
    const forged = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const other = Buffer.from(JSON.stringify({ ...forged, sub: 'somebody else' })).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const wrong of [`${head}.${other}.${signature}`, `${unsigned}.${body}.${signature}`])
      expect(await byKey(server, wrong)).toBeUndefined();
    await using elsewhere = await openTestAccounts(trusting({ audience: 'https://another.example' }));
    expect(await byKey(elsewhere, token)).toBeUndefined();
  });

  test('gets at the account of an address only where the editor has verified the address', async () => {
    await using server = await openTestAccounts(trusting());
    await signedInAdministrator(server);
    const impostor = await byCookie(server, await editor.signUp('ada@example.org'));
    expect(impostor?.principal).toMatchObject({ isAdministrator: false });
    expect(impostor?.principal.id).not.toBe('administrator');
    await server.accounts.desk.add({ email: 'bo@example.org', name: 'Bo', role: 'user' });
    const bo = await byCookie(server, await editor.signUp('bo@example.org', true));
    expect(bo?.principal.id).toBe((await server.accounts.people.findByName('bo@example.org'))?.id);
  });

  test('is an administrator where the operator names the address, and it is verified', async () => {
    await using server = await openTestAccounts({ ...trusting(), administrators: ['chief@example.org'] });
    const chief = await byCookie(server, await editor.signUp('chief@example.org', true));
    expect(chief?.principal.isAdministrator).toBe(true);
  });

  test('twenty first requests at once make one account, and a disabled one is out', async () => {
    await using server = await openTestAccounts(trusting());
    const token = await editor.tokenOf(await editor.signUp('many@example.org'));
    const callers = await Promise.all(Array.from({ length: 20 }, () => byKey(server, token)));
    expect(new Set(callers.map((caller) => caller?.principal.id)).size).toBe(1);
    const people = await server.accounts.desk.list();
    expect(people).toHaveLength(1);
    await signedInAdministrator(server).catch(() => undefined);
    await server.accounts.desk.add({ email: 'admin@example.org', name: '', role: 'administrator' });
    await server.accounts.desk.disable(people[0]?.id ?? '');
    expect(await callers[0]?.isStillIn()).toBe(false);
    expect(await byKey(server, token)).toBeUndefined();
  });

  test('with the same database and secret needs no question, and the tables of the editor stay as they were', async () => {
    const tables = `SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema = 'public' ORDER BY 1, 2`;
    const before = await ask(editorDatabase, tables);
    await using server = await openTestAccounts({ databaseUrl: editorDatabase, secret });
    const cookie = await editor.signUp('shared@example.org');
    const questions = editor.questions();
    const caller = await byCookie(server, cookie);
    expect(caller).toMatchObject({ principal: { name: 'shared@example.org' }, isAmbient: true });
    expect(editor.questions()).toBe(questions);
    expect(await ask(editorDatabase, tables)).toEqual(before);
    await using stranger = await openTestAccounts({
      databaseUrl: editorDatabase,
      secret: 'another secret, that the editor does not know',
    });
    expect(await byCookie(stranger, cookie)).toBeUndefined();
    await editor.signOut(cookie);
    expect(await caller?.isStillIn()).toBe(false);
  });

  test('is told to wait where the editor does not answer', async () => {
    const own = await postgres.newDatabase();
    await using away = await startEditor(own, secret);
    await using server = await openTestAccounts({
      editor: { issuer: `${away.origin}/api/auth`, audience: undefined, cookiePrefix: 'better-auth' },
    });
    const cookie = await away.signUp('late@example.org');
    const token = await away.tokenOf(cookie);
    await away.stop();
    for (const question of [() => byCookie(server, cookie), () => byKey(server, token)])
      await expect(question()).rejects.toMatchObject({ problem: { code: 'NOT_READY' } });
  });
});
