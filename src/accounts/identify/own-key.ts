import { createHash } from 'node:crypto';
import type { Auth } from '../auth/open-auth.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import type { FindUser } from '../people/find-user.ts';
import { isTrue } from '../people/roles.ts';
import { parseJson } from '../../shared/parse-json.ts';
import { scopesIn, type Identity } from './identity.ts';

/** How often it is written down that a key was used, in milliseconds: each time costs a write to the disk. */
const usedEveryMs = 60_000;

export interface KeyPorts {
  readonly auth: Auth;
  readonly database: AccountsDatabase;
  readonly findUser: FindUser;
}

/** Who sends an API key, and what it was made for. Keys lie as digests in their table, as better-auth makes them. */
export async function ownKey(ports: KeyPorts, key: string): Promise<Identity | undefined> {
  const row = await ports.database.db
    .selectFrom('apikey')
    .select(['id', 'referenceId', 'enabled', 'expiresAt', 'permissions', 'lastRequest'])
    .where('key', '=', createHash('sha256').update(key).digest('base64url'))
    .executeTakeFirst();
  if (!row || !isTrue(row.enabled) || isOver(row.expiresAt)) return undefined;
  const user = await ports.findUser(row.referenceId);
  if (!user || user.isDisabled) return undefined;
  if (row.lastRequest === null || Date.now() - new Date(row.lastRequest).getTime() > usedEveryMs)
    await noteUse(ports, row.id);
  return {
    user,
    scopes: scopesIn(parseJson(row.permissions ?? 'null')),
    sessionId: `key:${row.id}`,
    isAmbient: false,
    again: () => ownKey(ports, key),
  };
}

/** That it could not be noted keeps nobody out. */
async function noteUse({ auth }: KeyPorts, id: string): Promise<void> {
  const { adapter } = await auth.$context;
  const where = [{ field: 'id', value: id }];
  await adapter.update({ model: 'apikey', where, update: { lastRequest: new Date() } }).catch(() => null);
}

function isOver(expiresAt: Date | string | null): boolean {
  return expiresAt !== null && new Date(expiresAt) <= new Date();
}
