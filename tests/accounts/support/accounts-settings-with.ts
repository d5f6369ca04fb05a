import type { AccountsSettings } from '../../../src/accounts/accounts-settings.ts';

/** Settings as they are where an operator has said nothing but `wish`. */
export function settingsWith(wish: Partial<AccountsSettings>): AccountsSettings {
  return {
    folder: '/nowhere',
    databaseUrl: undefined,
    secret: undefined,
    publicUrl: undefined,
    hasPasswords: true,
    administrators: [],
    oidc: undefined,
    editor: { issuer: undefined, audience: undefined, cookiePrefix: 'better-auth' },
    smtp: undefined,
    ...wish,
  };
}
