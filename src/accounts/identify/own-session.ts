import { createHmac, timingSafeEqual } from 'node:crypto';
import { cookiesIn } from '../../shared/request-credentials.ts';
import type { Auth } from '../auth/open-auth.ts';
import { cookiePrefix } from '../auth/auth-options.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import type { FindUser } from '../people/find-user.ts';
import { personScopes, type Identity } from './identity.ts';

export interface SessionPorts {
  readonly auth: Auth;
  readonly database: AccountsDatabase;
  readonly findUser: FindUser;
}

/**
 * Who a browser is by the cookie that it got when its person signed in here. Read without better-auth, which takes several
 * times as long: every request is asked.
 */
export async function ownSession(ports: SessionPorts, cookie: string): Promise<Identity | undefined> {
  const { secret } = await ports.auth.$context;
  // Another site of the same domain may have put one of its own before ours.
  for (const { name, value } of cookiesIn(cookie)) {
    if (!sessionNames.includes(name)) continue;
    const token = tokenIn(value, secret);
    const found = token === undefined ? undefined : await sessionOf(ports, token);
    if (found) return { ...found, again: () => ownSession(ports, cookie) };
  }
  return undefined;
}

const sessionNames = [`${cookiePrefix}.session_token`, `__Secure-${cookiePrefix}.session_token`];

/** The token in a cookie that this server has signed, as better-auth signs; undefined for any other. */
function tokenIn(value: string, secret: string): string | undefined {
  const signed = decoded(value);
  const end = signed.lastIndexOf('.');
  if (end < 1) return undefined;
  const token = signed.slice(0, end);
  // As text: Base64 is read with much that is none.
  const given = Buffer.from(signed.slice(end + 1));
  const right = Buffer.from(createHmac('sha256', secret).update(token).digest('base64'));
  return given.length === right.length && timingSafeEqual(given, right) ? token : undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

async function sessionOf(
  { database: { db }, findUser }: SessionPorts,
  token: string,
): Promise<Omit<Identity, 'again'> | undefined> {
  const row = await db
    .selectFrom('session')
    .select(['id', 'userId', 'expiresAt'])
    .where('token', '=', token)
    .executeTakeFirst();
  if (!row || new Date(row.expiresAt) <= new Date()) return undefined;
  const user = await findUser(row.userId);
  if (!user || user.isDisabled) return undefined;
  return { user, scopes: personScopes, sessionId: `session:${row.id}`, isAmbient: true };
}
