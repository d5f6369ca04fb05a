import type { CompiledQuery } from 'kysely';
import type { Scope } from '../../contract/principal.ts';
import { parseJson } from '../../shared/parse-json.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import { isTrue } from '../people/roles.ts';
import { scopesIn, type AccountUser } from './identity.ts';

/** A session that has not ended, of a user who may sign in. */
export interface LiveSession {
  readonly id: string;
  readonly user: AccountUser;
  readonly expiresAt: Date;
}

/** An API key that is not over or switched off, of a user who may sign in. */
export interface LiveKey {
  readonly id: string;
  readonly user: AccountUser;
  readonly scopes: ReadonlySet<Scope>;
  /** Undefined for a key that nobody has used yet. */
  readonly usedAt: Date | undefined;
}

/** Sessions and keys with their users. Each answer is one look into the database: every request waits for one. */
export interface LiveCredentials {
  readonly sessionBy: (column: 'token' | 'id', value: string) => Promise<LiveSession | undefined>;
  /** `key` is its digest. */
  readonly keyBy: (column: 'key' | 'id', value: string) => Promise<LiveKey | undefined>;
}

export function createLiveCredentials({ db }: AccountsDatabase): LiveCredentials {
  // Put into words once: that takes longer than the embedded database needs to answer.
  const sessions = db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .select(['session.id as credentialId', 'session.expiresAt', ...userColumns]);
  const sessionQueries = {
    token: sessions.where('session.token', '=', '').compile(),
    id: sessions.where('session.id', '=', '').compile(),
  };
  const keys = db
    .selectFrom('apikey')
    .innerJoin('user', 'user.id', 'apikey.referenceId')
    .select(['apikey.id as credentialId', 'apikey.expiresAt', ...keyColumns, ...userColumns]);
  const keyQueries = {
    key: keys.where('apikey.key', '=', '').compile(),
    id: keys.where('apikey.id', '=', '').compile(),
  };
  const rowOf = async <Row>(query: CompiledQuery<Row>, value: string): Promise<Row | undefined> =>
    (await db.executeQuery<Row>({ ...query, parameters: [value] })).rows[0];
  return {
    sessionBy: async (column, value) => {
      const row = await rowOf(sessionQueries[column], value);
      const user = row && userIn(row);
      const expiresAt = new Date(row?.expiresAt ?? 0);
      return user && isAhead(expiresAt) ? { id: row.credentialId, user, expiresAt } : undefined;
    },
    keyBy: async (column, value) => {
      const row = await rowOf(keyQueries[column], value);
      const user = row && userIn(row);
      if (!user || !isTrue(row.enabled)) return undefined;
      if (row.expiresAt !== null && !isAhead(new Date(row.expiresAt))) return undefined;
      return {
        ...{ id: row.credentialId, user },
        scopes: scopesIn(parseJson(row.permissions ?? 'null')),
        usedAt: row.lastRequest === null ? undefined : new Date(row.lastRequest),
      };
    },
  };
}

const keyColumns = ['apikey.enabled', 'apikey.permissions', 'apikey.lastRequest'] as const;
const userColumns = ['user.id as userId', 'user.email', 'user.role', 'user.isDisabled'] as const;

/** Undefined for a user who may not sign in. */
function userIn({
  userId: id,
  email,
  role,
  isDisabled,
}: {
  readonly userId: string;
  readonly email: string;
  readonly role: string;
  readonly isDisabled: boolean | number;
}): AccountUser | undefined {
  return isTrue(isDisabled) ? undefined : { id, email, role, isDisabled: false };
}

function isAhead(instant: Date): boolean {
  return instant > new Date();
}
