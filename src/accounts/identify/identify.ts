import type { Caller, People } from '../../contract/principal.ts';
import { bearerIn } from '../../shared/request-credentials.ts';
import { cookiePrefix, keyPrefix } from '../auth/auth-options.ts';
import type { Auth } from '../auth/open-auth.ts';
import { createAnswerCache } from './answer-cache.ts';
import type { LiveCredentials } from './live-credentials.ts';
import { cookiesWithPrefix, hasSession } from './editor-cookie.ts';
import { looksLikeJwt } from './editor-jwt.ts';
import type { EditorSignIn } from './editor-sign-in.ts';
import { callerOf, type Identity } from './identity.ts';
import type { KeyUses } from './key-uses.ts';
import { ownKey } from './own-key.ts';
import { ownSession } from './own-session.ts';
import { isSocketToken, type SocketTokens } from './socket-tokens.ts';

/** How long a session or key is believed that was just looked up, in milliseconds: a page asks for many things at once. */
const holdMs = 3000;
const maxKnown = 10_000;

export interface IdentifyPorts {
  readonly auth: Auth;
  readonly credentials: LiveCredentials;
  readonly editor: EditorSignIn;
  readonly keyUses: KeyUses;
  readonly socketTokens: SocketTokens;
}

export interface Identifying {
  readonly identify: People['identify'];
  /** After a session, a key or an account was changed here: nothing that was remembered holds. */
  readonly forget: () => void;
}

/** Who sends a request: a key or token it brings decides; else a cookie, ours before the editor's. */
export function createIdentify(ports: IdentifyPorts): Identifying {
  const { editor, socketTokens } = ports;
  const known = createAnswerCache<Identity | undefined>({ holdMs, most: maxKnown });
  const byBearer = (secret: string): Promise<Identity | undefined> =>
    known.get(secret, async () => {
      if (secret.startsWith(keyPrefix)) return ownKey(ports, secret);
      return looksLikeJwt(secret) ? editor.byJwt(secret) : undefined;
    });
  const byCookie = (cookie: string): Promise<Identity | undefined> =>
    known.get(cookie, async () => {
      const isOurs = hasSession(cookiesWithPrefix(cookie, cookiePrefix));
      const own = isOurs ? await ownSession(ports, cookie) : undefined;
      return own ? prolongedOnce(own) : editor.byCookie(cookie);
    });
  return {
    forget: known.clear,
    identify: async ({ headers, token }) => {
      if (token !== undefined && isSocketToken(token)) return toCaller(await socketTokens.open(token));
      const secret = token ?? bearerIn(textOf(headers['authorization']));
      if (secret !== undefined) return toCaller(await byBearer(secret));
      const cookie = textOf(headers['cookie']);
      if (cookie === '') return undefined;
      return toCaller(await byCookie(cookie));
    },
  };
}

/** All requests that meet the same remembered answer share one look into the database. */
function prolongedOnce(identity: Identity): Identity {
  const { prolong } = identity;
  if (!prolong) return identity;
  let cookies: Promise<readonly string[]> | undefined;
  return { ...identity, prolong: () => (cookies ??= prolong()) };
}

function toCaller(identity: Identity | undefined): Caller | undefined {
  return identity && callerOf(identity);
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header ?? []).join('; ');
}
