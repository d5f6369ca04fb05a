import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { appRouter } from '../../../api/router.ts';
import type { Tickets } from '../../../api/access/tickets.ts';
import { areEqualSecrets } from './equal-secrets.ts';
import { withoutPrefix } from '../sender/path-prefix.ts';

/** Long enough for the ranges of a download; whoever has the address has the file. */
const ticketMs = 3_600_000;
/** A player must not be sent to another address while somebody edits. */
const libraryMs = 12 * 3_600_000;

/** Whom somebody has shown a finished export need not look at once. */
const reviewMs = 7 * 24 * 3_600_000;

/** What a ticket may open: a file of one export, or by a slash at the end everything below. */
const scopes = [
  /^\/api\/export\/[^/]+\/[^/]+$/,
  /^\/api\/media\/(?:$|(?:file|assets)\/.+$)/,
  /^\/api\/trpc\/$/,
];

export interface TicketDesk extends Tickets {
  /** Whether the ticket in this request's address opens the path for reading. `spent`: it did, and is too old now. */
  readonly check: (req: Pick<IncomingMessage, 'method' | 'url'>, path: string) => TicketVerdict;
}

type TicketVerdict = 'right' | 'wrong' | 'spent';
export interface TicketOptions {
  readonly accessToken: string;
  /** Stands before the paths in addresses that this server hands out. */
  readonly basePath?: string;
  readonly now?: () => number;
}

/**
 * Tickets in addresses, for what browsers load without headers: links, players, event streams. Signed with the access
 * token, so they need no memory, outlive a restart, and end with another token.
 */
export function createTickets({ accessToken, basePath = '', now = Date.now }: TicketOptions): TicketDesk {
  const sign = (scope: string, endsAt: number): string =>
    createHmac('sha256', accessToken).update(`ticket\n${endsAt}\n${scope}`).digest('base64url');
  return {
    issue: (address) => {
      const path = withoutPrefix(address, basePath);
      const scope = URL.canParse(path, 'http://server') ? new URL(path, 'http://server').pathname : '';
      if (!scopes.some((pattern) => pattern.test(scope))) return undefined;
      const endsAt = now() + lifeOf(scope);
      return { ticket: `${endsAt}.${sign(scope, endsAt)}`, expiresAt: new Date(endsAt).toISOString() };
    },
    check: (req, path) => {
      if (req.method !== 'GET' && req.method !== 'HEAD') return 'wrong';
      const ticket = new URLSearchParams(req.url?.split('?', 2)[1]).get('ticket') ?? '';
      const [, end = '', signature = ''] = /^(\d{1,16})\.([\w-]{43})$/.exec(ticket) ?? [];
      const isSigned = scopesOf(path).some((scope) => areEqualSecrets(signature, sign(scope, Number(end))));
      if (!isSigned) return 'wrong';
      return Number(end) > now() ? 'right' : 'spent';
    },
  };
}

function lifeOf(scope: string): number {
  if (scope.startsWith('/api/media/')) return libraryMs;
  return /^\/api\/export\/[^/]+\/review$/.test(scope) ? reviewMs : ticketMs;
}

/** Of calls only subscriptions: one that answers with tickets would make each last forever. */
function scopesOf(path: string): readonly string[] {
  if (path.startsWith('/api/media/')) return [path, '/api/media/'];
  if (!path.startsWith('/api/trpc/')) return [path];
  return subscriptions.has(path.slice('/api/trpc/'.length)) ? ['/api/trpc/'] : [];
}

const subscriptions: ReadonlySet<string> = new Set(
  Object.entries(appRouter._def.procedures)
    .filter(([, procedure]) => (procedure as { _def: { type: string } })._def.type === 'subscription')
    .map(([name]) => name),
);
