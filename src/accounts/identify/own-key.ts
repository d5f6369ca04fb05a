import { createHash } from 'node:crypto';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import type { FindUser } from '../people/find-user.ts';
import { isTrue } from '../people/roles.ts';
import { parseJson } from '../../shared/parse-json.ts';
import { scopesIn, type Identity } from './identity.ts';
import type { KeyUses } from './key-uses.ts';

/** How often it is written down that a key was used, in milliseconds. */
const usedEveryMs = 60_000;

export interface KeyPorts {
  readonly keyUses: KeyUses;
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
    ports.keyUses.note(row.id);
  return {
    user,
    scopes: scopesIn(parseJson(row.permissions ?? 'null')),
    sessionId: `key:${row.id}`,
    isAmbient: false,
    again: () => ownKey(ports, key),
  };
}

function isOver(expiresAt: Date | string | null): boolean {
  return expiresAt !== null && new Date(expiresAt) <= new Date();
}
