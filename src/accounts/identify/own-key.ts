import { createHash } from 'node:crypto';
import type { LiveCredentials } from './live-credentials.ts';
import type { Identity } from './identity.ts';
import type { KeyUses } from './key-uses.ts';

/** How often it is written down that a key was used, in milliseconds. */
const usedEveryMs = 60_000;

export interface KeyPorts {
  readonly keyUses: KeyUses;
  readonly credentials: LiveCredentials;
}

/** Who sends an API key, and what it was made for. Keys lie as digests in their table, as better-auth makes them. */
export async function ownKey(ports: KeyPorts, key: string): Promise<Identity | undefined> {
  const digest = createHash('sha256').update(key).digest('base64url');
  const found = await ports.credentials.keyBy('key', digest);
  if (!found) return undefined;
  const { id, user, scopes, usedAt } = found;
  if (usedAt === undefined || Date.now() - usedAt.getTime() > usedEveryMs) ports.keyUses.note(id);
  return {
    ...{ user, scopes, sessionId: `key:${id}`, isAmbient: false },
    again: () => ownKey(ports, key),
  };
}
