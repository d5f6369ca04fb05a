import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Runtime } from '../../../api/runtime.ts';
import type { Limits } from '../../http/limits.ts';
import type { Log } from '../../log.ts';
import { openServerOwners } from '../../runtime/owners/open-server-owners.ts';
import type { OwnedThings } from '../../runtime/runtime-types.ts';
import type { ServerConfig } from '../../settings/config.ts';
import { createOpenAccess, createTokenAccess, openPaths, type Access } from './access.ts';
import { createAccountsAccess } from './accounts-access.ts';
import type { ClientAddress } from '../sender/client-address.ts';
import { createLoginPage } from './login-page.ts';
import type { Mount } from '../mount.ts';
import type { RunningAccounts } from './running-accounts.ts';
import { openSessions } from './sessions.ts';

export interface DoorParts {
  readonly config: ServerConfig;
  readonly options: { readonly log: Log };
  readonly limits: Pick<Limits, 'sessionWatchMs'>;
  readonly accounts: RunningAccounts | undefined;
}

export interface OpenedAccess {
  readonly access: Access;
  /** Answers `/login` and `/logout`; undefined where nobody signs in. */
  readonly login: ((req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void> | void) | undefined;
}

export interface DoorStanding {
  /** What everybody stands on where nobody is told apart. */
  readonly runtime: Runtime;
  readonly owned: OwnedThings;
  readonly address: ClientAddress;
  readonly mount: Mount;
}

/** Picks who says who asks: nobody, the one token, or the accounts. Throws where accounts are asked for and missing. */
export function openAccess(
  { config, options, accounts, limits }: DoorParts,
  { runtime, owned, address, mount }: DoorStanding,
): OpenedAccess {
  const { accessToken, basePath, mediaBasePath, allowedOrigins } = config;
  const { log } = options;
  if (accounts) {
    const { people, secret } = accounts;
    const owners = openServerOwners(config, { runtime, owned, accounts });
    const access = createAccountsAccess({
      ...{ people, secret, basePath, owners, address, allowedOrigins },
      sessionWatchMs: limits.sessionWatchMs,
      isOpen: (path) => openPaths.includes(path) || accounts.isOpen(path),
      onTrouble: (err) => log.error({ err }, 'it could not be found out who sends a request'),
    });
    return { access, login: accounts.handlerUnder(mount) };
  }
  // Whoever forgot to open them must not have opened the server to everybody.
  if (config.accounts !== undefined) throw new Error('ACCOUNTS=on, and nobody has opened the accounts');
  if (accessToken === undefined) return { access: createOpenAccess(runtime), login: undefined };
  const sessions = openSessions({
    accessToken,
    path: join(mediaBasePath, 'sessions.json'),
    onUnsaved: (error) => log.warn({ err: error }, 'sessions could not be saved: a restart ends them'),
  });
  const access = createTokenAccess({
    ...{ accessToken, basePath, sessions, address, mount, allowedOrigins, runtime },
  });
  return { access, login: createLoginPage(access, mount) };
}
