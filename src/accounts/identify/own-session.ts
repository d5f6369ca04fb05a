import { createHmac, timingSafeEqual } from 'node:crypto';
import { cookiesIn } from '../../shared/request-credentials.ts';
import type { Auth } from '../auth/open-auth.ts';
import { cookiePrefix, prolongSeconds, signedInSeconds } from '../auth/auth-options.ts';
import type { LiveCredentials } from './live-credentials.ts';
import { personScopes, type Identity } from './identity.ts';

export interface SessionPorts {
  readonly auth: Auth;
  readonly credentials: LiveCredentials;
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
    const found = token === undefined ? undefined : await ports.credentials.sessionBy('token', token);
    if (!found || token === undefined) continue;
    const { id, user, expiresAt } = found;
    const prolong = isDue(expiresAt) ? () => prolongSession(ports, token, { name, value }) : undefined;
    return {
      ...{ user, scopes: personScopes, sessionId: `session:${id}`, isAmbient: true, prolong },
      again: () => ownSession(ports, cookie),
    };
  }
  return undefined;
}

/** Whether so much of a session's time has gone by that its being used makes it last as long again. */
function isDue(expiresAt: Date): boolean {
  return expiresAt.getTime() - Date.now() < (signedInSeconds - prolongSeconds) * 1000;
}

/** Answers the cookie that keeps the browser from forgetting it; none where the session was ended meanwhile. */
async function prolongSession(
  { auth }: SessionPorts,
  token: string,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<readonly string[]> {
  const { internalAdapter } = await auth.$context;
  const now = new Date();
  const expiresAt = new Date(now.getTime() + signedInSeconds * 1000);
  if (!(await internalAdapter.updateSession(token, { expiresAt, updatedAt: now }))) return [];
  const secure = name.startsWith('__Secure-') ? '; Secure' : '';
  return [`${name}=${value}; Max-Age=${signedInSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`];
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
