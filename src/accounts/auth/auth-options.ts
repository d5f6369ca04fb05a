import type { BetterAuthOptions } from 'better-auth';
import { apiKey } from '@better-auth/api-key';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import { oidcPlugins, oidcUserRules } from './oidc.ts';
import type { AccountsSettings } from '../accounts-settings.ts';
import { linkDays, type Mailer } from '../mail/mailer.ts';
import { isTrue } from '../people/roles.ts';

/** A browser in which nobody has been here for a week asks its person again. */
export const signedInSeconds = 7 * 24 * 3600;
/** What is used is prolonged once a day, not with every request. */
export const prolongSeconds = 24 * 3600;
/** What the names of all cookies begin with. */
export const cookiePrefix = 'cutroom';
/** What the first characters of every key are, so that people and scanners recognise one. */
export const keyPrefix = 'cutroom_';

export interface AuthParts {
  readonly settings: AccountsSettings;
  readonly secret: string;
  readonly database: AccountsDatabase;
  readonly mailer: Mailer | undefined;
  readonly warn: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

/** How better-auth is set up: its tables, its rules, and nothing of it that Cutroom does not use. */
export function authOptions({ settings, secret, database, mailer, warn }: AuthParts) {
  const { db, type, schemaName } = database;
  return {
    appName: 'Cutroom',
    baseURL: authOriginOf(settings),
    basePath: '/api/auth',
    secret,
    database: { db, type, transaction: true, ...(schemaName !== undefined && { schemaName }) },
    emailAndPassword: {
      enabled: settings.hasPasswords,
      // People are invited; the first one makes the administrator's account.
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: linkDays.sendReset * 24 * 3600,
      // Not waited for: how long the mail server takes would tell that there is such an account.
      sendResetPassword: async ({ user, token }) => void mailer?.sendReset(user.email, token),
    },
    user: {
      additionalFields: {
        role: { type: 'string', required: false, defaultValue: 'user', input: false },
        isDisabled: { type: 'boolean', required: false, defaultValue: false, input: false },
      },
      ...oidcUserRules(settings.oidc),
    },
    account: { accountLinking: { enabled: true, requireLocalEmailVerified: false } },
    session: { expiresIn: signedInSeconds, updateAge: prolongSeconds },
    // Counted at the door, by account and by address.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Without it people would be led to a page of better-auth's that is not there.
    onAPIError: { errorURL: '/login' },
    logger: {
      level: 'warn',
      log: (level, message, ...details) => level === 'error' && warn(message, { details }),
    },
    advanced: {
      cookiePrefix,
      useSecureCookies: settings.publicUrl?.startsWith('https:') ?? false,
      // The door looks at origins, for every path and every method.
      disableCSRFCheck: true,
      disableOriginCheck: true,
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    databaseHooks: {
      session: { create: { before: refuseDisabled(database) } },
    },
    plugins: [...ownPlugins(), ...oidcPlugins(settings)],
  } satisfies BetterAuthOptions;
}

/** As better-auth is told: what it answers are paths below the one that the server lies under. */
export function authOriginOf({ publicUrl }: Pick<AccountsSettings, 'publicUrl'>): string {
  return publicUrl === undefined ? 'http://localhost' : new URL(publicUrl).origin;
}

function ownPlugins() {
  return [
    apiKey({
      defaultPrefix: keyPrefix,
      requireName: true,
      maximumNameLength: 64,
      startingCharactersConfig: { charactersLength: keyPrefix.length + 4 },
      keyExpiration: { minExpiresIn: 0, maxExpiresIn: 3650 },
      rateLimit: { enabled: false },
    }),
  ] as const;
}

export type AuthOptions = ReturnType<typeof authOptions>;

/** Under this name better-auth is told the address that the door has found out. */
export const addressHeader = 'x-cutroom-address';

function refuseDisabled({ db }: AccountsDatabase) {
  return async (session: { readonly userId: string }): Promise<boolean> => {
    const user = await db
      .selectFrom('user')
      .select('isDisabled')
      .where('id', '=', session.userId)
      .executeTakeFirst();
    return user !== undefined && !isTrue(user.isDisabled);
  };
}
