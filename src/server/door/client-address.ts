import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

const nearby = new BlockList();
nearby.addSubnet('127.0.0.0', 8);
nearby.addSubnet('10.0.0.0', 8);
nearby.addSubnet('172.16.0.0', 12);
nearby.addSubnet('192.168.0.0', 16);
nearby.addAddress('::1', 'ipv6');
nearby.addSubnet('fc00::', 7, 'ipv6');

/**
 * The address that limits are counted on: the sender's, or what a proxy on this machine or network says it
 * is. Undefined for this machine itself, which is not limited.
 */
export function clientAddressOf(req: IncomingMessage): string | undefined {
  const sender = plain(req.socket.remoteAddress ?? '');
  if (!nearby.check(sender, isIPv6(sender) ? 'ipv6' : 'ipv4')) return sender;
  const forwarded = String(req.headers['x-forwarded-for'] ?? '');
  const last = forwarded.split(',').at(-1)?.trim() ?? '';
  if (last !== '') return last.slice(0, 64);
  return sender === '127.0.0.1' || sender === '::1' ? undefined : sender;
}

/** IPv4 inside IPv6 is IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
