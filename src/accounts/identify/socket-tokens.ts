import { createHash, randomBytes } from 'node:crypto';
import type { OwnAccount } from '../../contract/account.ts';
import type { People } from '../../contract/principal.ts';
import type { Auth } from '../auth/open-auth.ts';
import type { LiveCredentials } from './live-credentials.ts';
import { personScopes, type Identity } from './identity.ts';

const tokenPrefix = 'once_';
/** Of sessions and keys that lie here. */
const ownName = /^(session|key):(.+)$/s;
/** Of a JWT of the editor, with the second in which it ends. */
const jwtName = /^jwt:(\d+)\./;
/** In which a token opens, in milliseconds: a page opens its socket at once. */
const tokenMs = 3 * 60_000;

/**
 * Tokens that open one socket each: for pages to which browsers lend no cookie, and for programs that hand their page
 * no key. Kept as digests.
 */
export interface SocketTokens {
  readonly issue: OwnAccount['socketToken'];
  /** Whom the token belongs to; a second time nobody. What it opened holds as long as what it was made with. */
  readonly open: (token: string) => Promise<Identity | undefined>;
  readonly holds: People['holds'];
}

export interface SocketTokenPorts {
  readonly auth: Auth;
  readonly credentials: LiveCredentials;
}

export function isSocketToken(secret: string): boolean {
  return secret.startsWith(tokenPrefix);
}

export function createSocketTokens(ports: SocketTokenPorts): SocketTokens {
  const { auth } = ports;
  return {
    issue: async (userId, sessionId) => {
      const identity = await identityOf(ports, sessionId);
      if (identity?.user.id !== userId) return undefined;
      const { internalAdapter, adapter } = await auth.$context;
      const token = `${tokenPrefix}${randomBytes(32).toString('base64url')}`;
      const now = Date.now();
      // Those that nobody has used.
      await adapter.deleteMany({
        model: 'verification',
        where: [{ field: 'expiresAt', operator: 'lt', value: new Date(now) }],
      });
      await internalAdapter.createVerificationValue({
        identifier: nameOf(token),
        value: sessionId,
        expiresAt: new Date(now + tokenMs),
      });
      return token;
    },
    holds: async (sessionId) => {
      if (ownName.test(sessionId)) return (await identityOf(ports, sessionId)) !== undefined;
      const [, end] = jwtName.exec(sessionId) ?? [];
      return end !== undefined && Number(end) * 1000 <= Date.now() ? false : undefined;
    },
    open: async (token) => {
      const { internalAdapter } = await auth.$context;
      const found = await internalAdapter.consumeVerificationValue(nameOf(token));
      return found ? identityOf(ports, found.value) : undefined;
    },
  };
}

function nameOf(token: string): string {
  return `socket-token:${createHash('sha256').update(token).digest('base64url')}`;
}

/** Of a session or key by its name, as long as it holds; undefined for what lies elsewhere, such as at an editor. */
async function identityOf(ports: SocketTokenPorts, sessionId: string): Promise<Identity | undefined> {
  const { sessionBy, keyBy } = ports.credentials;
  const [, kind, id] = ownName.exec(sessionId) ?? [];
  if (id === undefined) return undefined;
  const found =
    kind === 'key'
      ? await keyBy('id', id)
      : await sessionBy('id', id).then((session) => session && { ...session, scopes: personScopes });
  if (!found) return undefined;
  const { user, scopes } = found;
  return { user, scopes, sessionId, isAmbient: false, again: () => identityOf(ports, sessionId) };
}
