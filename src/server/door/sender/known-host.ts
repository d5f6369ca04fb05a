import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Refusal } from '../refusal.ts';
import { hostNameOf } from './request-target.ts';

/**
 * Refuses names that somebody else could own. Without it any web site could point its own name at this
 * server (DNS rebinding) and then talk to it as the same origin. Addresses, `localhost`, names of one
 * label and local ones cannot be had by a stranger; every other name must be in ALLOWED_ORIGINS.
 */
export function refuseUnknownHost(req: IncomingMessage, allowedOrigins: readonly string[]): Refusal {
  const { host } = req.headers;
  if (host === undefined) return undefined;
  const name = hostNameOf(host);
  if (name !== undefined && (isOwnName(name) || isListed(name, allowedOrigins))) return undefined;
  return {
    code: 'FORBIDDEN_ORIGIN',
    message: `This server does not answer to the name ${JSON.stringify(host.slice(0, 200))}.`,
    hint: `If it should, add its origin (https://${name ?? 'name'}) to ALLOWED_ORIGINS.`,
  };
}

function isOwnName(name: string): boolean {
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true;
  return !name.includes('.') || /\.(localhost|local|internal|lan|home\.arpa)$/.test(name);
}

function isListed(name: string, allowedOrigins: readonly string[]): boolean {
  return allowedOrigins.some((origin) => new URL(origin).hostname === name);
}
