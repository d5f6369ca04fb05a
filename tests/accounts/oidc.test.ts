import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OidcSettings } from '../../src/accounts/accounts-settings.ts';
import {
  byCookie,
  jarOf,
  openTestAccounts,
  visitor,
  type TestAccounts,
} from './support/accounts-for-test.ts';
import { startProvider, type TestProvider } from './support/oidc-provider.ts';

const publicUrl = 'http://cutroom.test';
let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider(
    `${publicUrl}/api/auth/callback/oidc`,
    `${publicUrl}/tools/cutroom/api/auth/callback/oidc`,
  );
});
afterAll(() => provider[Symbol.asyncDispose]());

function open(wish: Partial<OidcSettings> = {}, path = ''): Promise<TestAccounts> {
  return openTestAccounts({
    publicUrl: publicUrl + path,
    oidc: {
      issuer: provider.issuer,
      clientId: 'cutroom',
      clientSecret: 'a secret of the client',
      name: 'Team',
      scopes: ['openid', 'email', 'profile', 'groups'],
      allowedDomains: [],
      allowedGroups: [],
      groupsClaim: 'groups',
      administratorClaim: undefined,
      ...wish,
    },
  });
}

/** Goes to the provider and back as a browser does; answers where it ends, and with which cookies. */
async function signIn({ accounts }: TestAccounts, person: string, change = (url: URL) => url) {
  const there = await accounts.signIn.toProvider('/exports', visitor());
  expect(there.location).toMatch(/code_challenge=[\w-]{43}/);
  expect(there.location).toContain('code_challenge_method=S256');
  const back = change(new URL(await provider.signIn(there.location, person)));
  const end = await accounts.signIn.fromProvider(back.search, visitor(jarOf(there.cookies)));
  return { location: end.location, cookie: jarOf(end.cookies) };
}

describe('signing in at a provider', () => {
  test('makes an account the first time, the administrator before all others, and knows it again', async () => {
    await using server = await open();
    const ada = await signIn(server, 'ada');
    expect(ada.location).toBe('/exports');
    expect((await byCookie(server, ada.cookie))?.principal).toMatchObject({
      id: 'administrator',
      name: 'ada@team.example',
      isAdministrator: true,
    });
    const bo = await byCookie(server, (await signIn(server, 'bo')).cookie);
    expect(bo?.principal).toMatchObject({ name: 'bo@team.example', isAdministrator: false });
    const again = await byCookie(server, (await signIn(server, 'bo')).cookie);
    expect(again?.principal.id).toBe(bo?.principal.id);
    expect(await server.accounts.desk.list()).toHaveLength(2);
  });

  test('comes back under the path that the server lies under', async () => {
    await using server = await open({}, '/tools/cutroom');
    const there = await server.accounts.signIn.toProvider('/exports', visitor());
    const back = new URL(await provider.signIn(there.location, 'ada'));
    expect(back.pathname).toBe('/tools/cutroom/api/auth/callback/oidc');
    const end = await server.accounts.signIn.fromProvider(back.search, visitor(jarOf(there.cookies)));
    // A path of the server, before which the path it lies under is put for the browser.
    expect(end.location).toBe('/exports');
    expect((await byCookie(server, jarOf(end.cookies)))?.principal.id).toBe('administrator');
  });

  test('lets in only whom the operator allows, by domain and by group', async () => {
    await using server = await open({ allowedDomains: ['team.example'], allowedGroups: ['editors'] });
    expect((await signIn(server, 'ada')).location).toBe('/exports');
    for (const stranger of ['cleo', 'bo']) {
      const { location, cookie } = await signIn(server, stranger);
      expect(location).toContain('/login?error=not_allowed');
      expect(await byCookie(server, cookie)).toBeUndefined();
    }
    expect(await server.accounts.desk.list()).toHaveLength(1);
  });

  test('makes administrators by a claim, and takes it away with the claim', async () => {
    await using server = await open({ administratorClaim: { name: 'groups', value: 'chiefs' } });
    await signIn(server, 'ada');
    const isAdministrator = async () =>
      (await byCookie(server, (await signIn(server, 'bo')).cookie))?.principal.isAdministrator;
    expect(await isAdministrator()).toBe(false);
    provider.setGroups('bo', ['chiefs']);
    expect(await isAdministrator()).toBe(true);
    provider.setGroups('bo', []);
    expect(await isAdministrator()).toBe(false);
  });

  test('does not believe an answer of another issuer, of another browser, or one that comes twice', async () => {
    await using server = await open();
    const wrongIssuer = await signIn(server, 'ada', (url) => {
      url.searchParams.set('iss', 'https://evil.example');
      return url;
    });
    expect([wrongIssuer.location, await byCookie(server, wrongIssuer.cookie)]).toEqual([
      expect.stringContaining('error='),
      undefined,
    ]);
    const there = await server.accounts.signIn.toProvider('/', visitor());
    const back = new URL(await provider.signIn(there.location, 'ada')).search;
    const otherBrowser = await server.accounts.signIn.fromProvider(back, visitor());
    expect(otherBrowser.location).toContain('error=');
    expect(await server.accounts.desk.list()).toHaveLength(0);
  });
});
