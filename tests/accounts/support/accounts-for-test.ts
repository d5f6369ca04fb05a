import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountsSettings } from '../../../src/accounts/accounts-settings.ts';
import { settingsWith } from './accounts-settings-with.ts';
import { openAccounts, type Accounts } from '../../../src/accounts/open-accounts.ts';
import type { Visitor } from '../../../src/accounts/sign-in/visitor.ts';
import type { Caller } from '../../../src/contract/principal.ts';

export const password = 'a long enough password';

export interface TestAccounts extends AsyncDisposable {
  readonly accounts: Accounts;
  readonly settings: AccountsSettings;
  readonly warnings: string[];
}

/** Accounts over a fresh folder. */
export async function openTestAccounts(wish: Partial<AccountsSettings> = {}): Promise<TestAccounts> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-accounts-'));
  const settings = settingsWith({ folder, ...wish });
  const warnings: string[] = [];
  const accounts = await openAccounts(settings, (message, details) =>
    warnings.push(`${message} ${JSON.stringify(details)}`),
  );
  return {
    accounts,
    settings,
    warnings,
    [Symbol.asyncDispose]: async () => {
      await accounts.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function visitor(cookie = '', address = '203.0.113.7'): Visitor {
  return { cookie, address, userAgent: 'a test' };
}

/** What a browser sends back of `Set-Cookie` headers. */
export function jarOf(setCookies: readonly string[]): string {
  return setCookies
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}

/** The first account, signed in. */
export async function signedInAdministrator({ accounts }: TestAccounts): Promise<string> {
  const form = { email: 'Ada@example.org', password, name: 'Ada' };
  return jarOf(await accounts.signIn.createAdministrator(form, visitor()));
}

/** Another account, signed in. */
export async function signedInUser({ accounts }: TestAccounts, email: string): Promise<string> {
  const { path } = await accounts.desk.add({ email, name: email, role: 'user' });
  await accounts.signIn.choosePassword({ token: tokenIn(path), password }, visitor());
  return jarOf(await accounts.signIn.withPassword({ email, password }, visitor()));
}

export function tokenIn(path: string): string {
  return new URL(path, 'http://server').searchParams.get('token') ?? '';
}

export function byCookie({ accounts }: TestAccounts, cookie: string): Promise<Caller | undefined> {
  return accounts.people.identify({ headers: { cookie } });
}

export function byKey({ accounts }: TestAccounts, key: string): Promise<Caller | undefined> {
  return accounts.people.identify({
    headers: { authorization: `Bearer ${key}` },
  });
}
