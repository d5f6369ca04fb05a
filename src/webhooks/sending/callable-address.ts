import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why an address is not called, as a sentence. */
export class RefusedAddressError extends Error {
  constructor(host: string, address: string) {
    super(
      host === address
        ? `${host} is not a public address.`
        : `${host} is at ${address}, which is not a public address.`,
    );
  }
}

/** Where a host may be called, looked up and checked at this moment. */
export interface CallableAddresses {
  /**
   * The addresses of a host as a URL writes it. Rejects with `RefusedAddressError` where one of them is private,
   * link-local or otherwise not of the public internet, and with what the resolver says where there are none.
   */
  readonly of: (host: string) => Promise<readonly CallableAddress[]>;
}

export interface CallableAddress {
  readonly address: string;
  readonly family: number;
}

/** `trustedHosts`: names and addresses that may lie anywhere, in lower case, as WEBHOOK_HOSTS lists them. */
export function createCallableAddresses(trustedHosts: readonly string[]): CallableAddresses {
  const trusted = new Set(trustedHosts);
  return {
    of: async (urlHost) => {
      const host = urlHost.replace(/^\[|\]$/g, '').toLowerCase();
      const family = isIP(host);
      const found = family === 0 ? await lookup(host, { all: true }) : [{ address: host, family }];
      if (trusted.has(host)) return found;
      // One private address among public ones is how a name leads in by chance.
      const refused = found.find(({ address }) => !isPublic(address));
      if (refused !== undefined) throw new RefusedAddressError(host, refused.address);
      return found;
    },
  };
}

/** IPv4 in IPv6 counts as what it stands for. */
function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}
