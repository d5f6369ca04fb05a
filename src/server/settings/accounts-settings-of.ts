import { join } from 'node:path';
import type { z } from 'zod';
import type { AccountsSettings, OidcSettings } from '../../accounts/accounts-settings.ts';
import type { accountsFields } from './accounts-fields.ts';

type AccountsEnvironment = z.infer<z.ZodObject<typeof accountsFields>> & { readonly BASE_PATH: string };

/** Undefined where accounts are off. `mediaBasePath` is absolute. */
export function accountsSettingsOf(
  env: AccountsEnvironment,
  mediaBasePath: string,
): AccountsSettings | undefined {
  if (env.ACCOUNTS === 'off') return undefined;
  return {
    folder: join(mediaBasePath, 'accounts'),
    databaseUrl: env.DATABASE_URL,
    secret: env.AUTH_SECRET,
    publicUrl: publicUrlOf(env),
    hasPasswords: env.PASSWORD_SIGN_IN === 'on',
    administrators: env.ADMIN_EMAILS,
    oidc: oidcOf(env),
    editor: {
      issuer: env.AUTH_ISSUER && betterAuthOf(env.AUTH_ISSUER),
      audience: env.AUTH_AUDIENCE,
      cookiePrefix: env.AUTH_COOKIE_PREFIX,
    },
    smtp: env.SMTP_URL === undefined ? undefined : { url: env.SMTP_URL, from: env.SMTP_FROM },
  };
}

/** What does not go together, a name and a complaint each; the others have been checked by themselves. */
export function accountsComplaints(
  env: AccountsEnvironment & { readonly ACCESS_TOKEN?: string | undefined },
): readonly (readonly [name: string, complaint: string])[] {
  if (env.ACCOUNTS === 'off') return [];
  const complaints: (readonly [string, string])[] = [];
  const complain = (isWrong: boolean, name: string, complaint: string): void => {
    if (isWrong) complaints.push([name, complaint]);
  };
  complain(
    env.ACCESS_TOKEN !== undefined,
    'ACCESS_TOKEN',
    'cannot be set with ACCOUNTS=on; make an API key instead',
  );
  const isOidc = env.OIDC_ISSUER !== undefined;
  complain(isOidc && env.OIDC_CLIENT_ID === undefined, 'OIDC_CLIENT_ID', 'is missing; OIDC_ISSUER needs it');
  const path = env.PUBLIC_URL === undefined ? '/' : new URL(env.PUBLIC_URL).pathname;
  complain(
    path !== '/' && env.BASE_PATH !== '' && path !== env.BASE_PATH,
    'PUBLIC_URL',
    `ends with another path than BASE_PATH (${env.BASE_PATH})`,
  );
  const needsAddress = env.PUBLIC_URL === undefined && (isOidc || env.SMTP_URL !== undefined);
  complain(needsAddress, 'PUBLIC_URL', `is missing; ${isOidc ? 'OIDC_ISSUER' : 'SMTP_URL'} needs it`);
  const hasOther = isOidc || env.AUTH_ISSUER !== undefined;
  complain(
    env.PASSWORD_SIGN_IN === 'off' && !hasOther,
    'PASSWORD_SIGN_IN',
    'cannot be off without OIDC_ISSUER or AUTH_ISSUER: nobody could sign in',
  );
  return complaints;
}

/** People open the path that the server lies under; in `PUBLIC_URL` it may be said again, and need not. */
function publicUrlOf({ PUBLIC_URL, BASE_PATH }: AccountsEnvironment): string | undefined {
  if (PUBLIC_URL === undefined || new URL(PUBLIC_URL).pathname !== '/') return PUBLIC_URL;
  return `${PUBLIC_URL}${BASE_PATH}`;
}

function oidcOf(env: AccountsEnvironment): OidcSettings | undefined {
  if (env.OIDC_ISSUER === undefined || env.OIDC_CLIENT_ID === undefined) return undefined;
  return {
    issuer: env.OIDC_ISSUER,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    name: env.OIDC_NAME,
    scopes: env.OIDC_SCOPES,
    allowedDomains: env.OIDC_ALLOWED_DOMAINS,
    allowedGroups: env.OIDC_ALLOWED_GROUPS,
    groupsClaim: env.OIDC_GROUPS_CLAIM,
    administratorClaim: env.OIDC_ADMIN_CLAIM,
  };
}

/** better-auth answers below `/api/auth`, where nothing else is said. */
function betterAuthOf(issuer: string): string {
  return new URL(issuer).pathname === '/' ? `${issuer}/api/auth` : issuer;
}
