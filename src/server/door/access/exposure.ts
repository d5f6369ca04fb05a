import { isIP } from 'node:net';
import type { ServerConfig } from '../../settings/config.ts';

/** A warning where everybody on the network could use the server; undefined where that cannot be. */
export function exposureWarning({
  host,
  accessToken,
  accounts,
}: Pick<ServerConfig, 'host' | 'accessToken' | 'accounts'>): string | undefined {
  if (accessToken !== undefined || accounts !== undefined || isLoopback(host)) return undefined;
  return (
    `Listening on ${host} without an access token: everybody who reaches this address can read the footage, ` +
    'run exports and delete them. Set ACCOUNTS=on, or ACCESS_TOKEN, or HOST=127.0.0.1, or put a proxy that asks for a ' +
    'password in front.'
  );
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
