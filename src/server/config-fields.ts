import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { isNetwork } from './door/client-address.ts';

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
