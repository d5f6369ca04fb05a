import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { isNetwork } from '../door/sender/client-address.ts';
import { pathPrefixOf } from '../door/sender/path-prefix.ts';

/** A whole number within `[min, max]`, written in digits. */
export function wholeNumber(min: number, max: number) {
  const range = max < Number.MAX_SAFE_INTEGER ? `from ${min} to ${max}` : `of at least ${min}`;
  const complaint = `must be a whole number ${range}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, complaint)
    .transform(Number)
    .refine((value) => value >= min && value <= max, complaint);
}

/** Absolute folders with `:` between them. */
export const folderList = z
  .string()
  .transform((text) => text.split(':').filter((folder) => folder !== ''))
  .refine((folders) => folders.every((folder) => isAbsolute(folder)), {
    message: 'must be absolute folders with ":" between them, such as /mnt/footage:/srv/cameras',
  });

/** Origins (`https://editor.example`) with commas or spaces between them. */
export const originList = z
  .string()
  .transform((text) => text.split(/[,\s]+/).filter((origin) => origin !== ''))
  .refine((origins) => origins.every(isOrigin), {
    message:
      'must be origins with commas between them, such as https://editor.example,http://localhost:3000 (scheme and host, no path; "*" is not possible)',
  })
  .transform((origins) => origins.map((origin) => new URL(origin).origin));

/** Addresses and networks with commas or spaces between them. */
export const networkList = z
  .string()
  .transform((text) => text.split(/[,\s]+/).filter((network) => network !== ''))
  .refine((networks) => networks.every(isNetwork), {
    message:
      'must be addresses or networks with commas between them, such as 127.0.0.1,172.16.0.0/12,fd00::/8',
  });

/** Names and addresses of hosts, without a port, with commas or spaces between them; answers in lower case. */
export const hostList = z
  .string()
  .transform((text) =>
    text
      .toLowerCase()
      .split(/[,\s]+/)
      .filter((host) => host !== ''),
  )
  .refine((hosts) => hosts.every((host) => /^[a-z0-9._:-]+$/.test(host) && !/^[^:]*:\d*$/.test(host)), {
    message: 'must be names or addresses of hosts with commas between them, such as n8n.lan,192.168.1.20',
  });

/** The path that the server is seen under; empty for `/`. */
export const basePath = z
  .string()
  .refine((text) => text === '/' || pathPrefixOf(text) !== undefined, {
    message:
      'must be a path such as /cutroom or /tools/cutroom, of letters, digits and . _ ~ -, and not begin with /api, /_next, /login or /logout',
  })
  .transform((text) => pathPrefixOf(text) ?? '');

export const redisUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol), {
    message:
      'must be the address of a Redis, such as redis://127.0.0.1:6379 or rediss://:password@redis.lan:6380/0',
  });

/** What the keys of a fleet begin with. */
export const redisPrefix = z
  .string()
  .regex(/^[a-z0-9._-]{1,64}$/i, 'must be a short name of letters, digits, dots, dashes and underscores');

/** What the server listens on: a name or address, not a URL. */
export const hostName = z
  .string()
  .regex(/^[A-Za-z0-9._:%-]+$/, 'must be an address or host name, such as 127.0.0.1, 0.0.0.0 or ::');

export const accessToken = z
  .string()
  .min(16, 'must have at least 16 characters, so that it cannot be guessed')
  .max(512, 'must have at most 512 characters')
  .regex(/^[\x21-\x7e]+$/, 'must consist of printable ASCII characters without spaces');

function isOrigin(text: string): boolean {
  try {
    const { protocol, pathname, search, hash, username } = new URL(text);
    const isBare = pathname === '/' && search === '' && hash === '' && username === '';
    return isBare && (protocol === 'http:' || protocol === 'https:');
  } catch {
    return false;
  }
}
