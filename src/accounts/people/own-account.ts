import type {
  KeyRow,
  KeyWish,
  OwnAccount,
  OwnProfile,
  PasswordChange,
  SessionRow,
} from '../../contract/account.ts';
import { scopes as allScopes } from '../../contract/principal.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { Auth } from '../auth/open-auth.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import { scopesIn, scopesPermission } from '../identify/identity.ts';
import type { KeyUses } from '../identify/key-uses.ts';
import type { SocketTokens } from '../identify/socket-tokens.ts';
import { countWrongPasswords } from '../sign-in/wrong-passwords.ts';
import { requireGoodPassword } from './create-person.ts';

export interface OwnAccountPorts {
  readonly auth: Auth;
  readonly database: AccountsDatabase;
  readonly keyUses: KeyUses;
  readonly socketTokens: SocketTokens;
  readonly forget: () => void;
}

export function createOwnAccount(ports: OwnAccountPorts): OwnAccount {
  return {
    profile: (userId) => profileOf(ports, userId),
    ...sessionsOf(ports),
    ...passwordOf(ports),
    ...keysOf(ports),
    socketToken: ports.socketTokens.issue,
  };
}

async function profileOf({ database: { db } }: OwnAccountPorts, userId: string): Promise<OwnProfile> {
  const user = await db
    .selectFrom('user')
    .select(['email', 'name', 'createdAt'])
    .where('id', '=', userId)
    .executeTakeFirst();
  if (!user) throw notThere('account');
  const password = await db
    .selectFrom('account')
    .select('id')
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst();
  return { ...user, createdAt: new Date(user.createdAt).toISOString(), hasPassword: password !== undefined };
}

function sessionsOf({ auth, database: { db }, forget }: OwnAccountPorts) {
  return {
    sessions: async (userId: string): Promise<readonly SessionRow[]> => {
      const { internalAdapter } = await auth.$context;
      const rows = await internalAdapter.listSessions(userId, { onlyActiveSessions: true });
      return rows.map(({ id, createdAt, expiresAt, ipAddress, userAgent }) => ({
        id,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        address: ipAddress || undefined,
        userAgent: userAgent || undefined,
      }));
    },
    endSession: async (userId: string, id: string): Promise<void> => {
      const gone = await db.deleteFrom('session').where('id', '=', id).where('userId', '=', userId).execute();
      if (gone.every(({ numDeletedRows }) => numDeletedRows === 0n)) throw notThere('session');
      forget();
    },
  };
}

function passwordOf({ auth, database: { db }, forget }: OwnAccountPorts): Pick<OwnAccount, 'changePassword'> {
  const wrong = countWrongPasswords();
  return {
    changePassword: async (userId, { current, next, keepSession, address }: PasswordChange) => {
      requireGoodPassword(next);
      // A browser that somebody has left open must not help to find out the password.
      const attempt = { email: userId, address };
      await wrong.take(attempt);
      const { internalAdapter, password } = await auth.$context;
      const account = await internalAdapter.findCredentialAccount(userId);
      const isRight =
        account?.password && (await password.verify({ hash: account.password, password: current }));
      if (!isRight)
        throw new ProblemError({ code: 'INVALID_REQUEST', message: 'The current password is not right.' });
      await wrong.forgive(attempt);
      await internalAdapter.updatePassword(userId, await password.hash(next));
      let others = db.deleteFrom('session').where('userId', '=', userId);
      if (keepSession !== undefined) others = others.where('id', '!=', keepSession);
      await others.execute();
      forget();
    },
  };
}

function keysOf({ auth, database: { db }, keyUses, forget }: OwnAccountPorts) {
  return {
    keys: async (userId: string): Promise<readonly KeyRow[]> => {
      await keyUses.settle();
      const { adapter } = await auth.$context;
      const rows = await adapter.findMany<StoredKey>({
        model: 'apikey',
        where: [{ field: 'referenceId', value: userId }],
        sortBy: { field: 'createdAt', direction: 'desc' },
      });
      return rows.map(keyRow);
    },
    createKey: async (userId: string, { name, scopes, days }: KeyWish) => {
      const expiresIn = days === undefined ? null : days * 24 * 3600;
      const permissions = { [scopesPermission]: [...scopes] };
      const { id, key } = await auth.api.createApiKey({ body: { name, userId, expiresIn, permissions } });
      return { id, key };
    },
    removeKey: async (userId: string, id: string): Promise<void> => {
      const gone = await db
        .deleteFrom('apikey')
        .where('id', '=', id)
        .where('referenceId', '=', userId)
        .execute();
      if (gone.every(({ numDeletedRows }) => numDeletedRows === 0n)) throw notThere('key');
      forget();
    },
  };
}

interface StoredKey {
  readonly id: string;
  readonly name: string | null;
  readonly start: string | null;
  readonly permissions: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastRequest: Date | null;
}

function keyRow({ id, name, start, permissions, createdAt, expiresAt, lastRequest }: StoredKey): KeyRow {
  const scopes = scopesIn(permissions === null ? undefined : JSON.parse(permissions));
  return {
    id,
    name: name ?? '',
    start: start ?? '',
    scopes: allScopes.filter((scope) => scopes.has(scope)),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString(),
    lastUsedAt: lastRequest?.toISOString(),
  };
}

function notThere(what: string): ProblemError {
  return new ProblemError({ code: 'NOT_FOUND', message: `There is no such ${what}.` });
}
