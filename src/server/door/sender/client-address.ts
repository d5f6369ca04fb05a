import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Who sends a request, and how the browser reached us: what only a trusted proxy may say of others. */
export interface ClientAddress {
  /**
   * What limits are counted on: an IPv4 address, or the /64 of an IPv6 one, all of which one machine can have. Undefined
   * for this machine itself, which is not limited.
   */
  readonly of: (req: IncomingMessage) => string | undefined;
  /** The same for a connection on which nothing has been said yet; undefined for a trusted proxy, too. */
  readonly ofConnection: (remoteAddress: string | undefined) => string | undefined;
  /** Whether a trusted proxy says that the request came to it by TLS. */
  readonly isSecure: (req: IncomingMessage) => boolean;
  /** The paths before ours that trusted proxies say they have taken off, the outermost first. */
  readonly prefixes: (req: IncomingMessage) => readonly string[];
  /** Whether a sender that is not trusted speaks for others: a proxy that nobody has told us of, or a liar. */
  readonly isUntrustedProxy: (req: IncomingMessage) => boolean;
}

/** `trusted`: addresses and networks (`10.0.0.0/8`) of proxies, as TRUSTED_PROXIES lists them. */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  const proxies = blockListOf(trusted);
  const isTrusted = (address: string): boolean =>
    isIP(address) !== 0 && proxies.check(address, familyOf(address));
  const senderOf = (req: IncomingMessage): string => plain(req.socket.remoteAddress ?? '');
  const byProxy = (req: IncomingMessage): boolean => isTrusted(senderOf(req));
  return {
    of: (req) => {
      let address = senderOf(req);
      const hops = headerOf(req, 'x-forwarded-for').split(',').reverse();
      // From our end of the chain: each proxy vouches for the one before it, as long as it is one of ours.
      for (const hop of hops) {
        const before = addressIn(hop);
        if (before === undefined || !isTrusted(address)) break;
        address = before;
      }
      return countedOn(address);
    },
    ofConnection: (remoteAddress) => {
      const address = plain(remoteAddress ?? '');
      return isTrusted(address) ? undefined : countedOn(address);
    },
    isSecure: (req) =>
      byProxy(req) && headerOf(req, 'x-forwarded-proto').split(',')[0]?.trim().toLowerCase() === 'https',
    prefixes: (req) =>
      byProxy(req)
        ? headerOf(req, 'x-forwarded-prefix')
            .split(',')
            .map((prefix) => prefix.trim().replace(/\/$/, ''))
        : [],
    isUntrustedProxy: (req) => 'x-forwarded-for' in req.headers && !byProxy(req),
  };
}

/** An address, or one with the length of a network's prefix: `10.0.0.0/8`, `fd00::/8`. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    if (length === undefined) list.addAddress(plain(address), familyOf(plain(address)));
    else list.addSubnet(address, Number(length), familyOf(address));
  }
  return list;
}

function headerOf(
  req: IncomingMessage,
  name: 'x-forwarded-for' | 'x-forwarded-proto' | 'x-forwarded-prefix',
): string {
  return String(req.headers[name] ?? '');
}

/** The address of one hop, which some proxies write with a port; undefined where it is none. */
function addressIn(hop: string): string | undefined {
  const text = hop.trim().replace(/^"|"$/g, '');
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const address = plain(bare);
  return isIP(address) === 0 ? undefined : address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** IPv4 inside IPv6 is IPv4; a zone (`%eth0`) says which wire, not who. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function countedOn(address: string): string | undefined {
  if (address === '::1' || address.startsWith('127.')) return undefined;
  return isIPv6(address) ? `${networkOf(address)}::/64` : address;
}

/** The first four groups, written one way. */
function networkOf(address: string): string {
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const gap = address.includes('::')
    ? new Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
    : [];
  const groups = [...before, ...gap, ...after].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
