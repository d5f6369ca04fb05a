import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Tickets } from '../../../api/access/tickets.ts';
import { withoutPrefix } from '../sender/path-prefix.ts';
import { createTickets } from './tickets.ts';

/** Tickets that say whose they are: each opens what it names for its owner, and nothing for anybody else. */
export interface PersonalTickets {
  /** `sessionId` names what let the principal in: tickets for streams end with it. */
  readonly of: (principalId: string, sessionId: string) => Tickets;
  /** Whose ticket it is, where it opens the path; `spent`: it did, and is too old now. */
  readonly check: (req: Pick<IncomingMessage, 'method' | 'url'>, path: string) => TicketHolder;
}

export type TicketHolder =
  | {
      readonly verdict: 'right';
      readonly principalId: string;
      /** Undefined for files, which open for as long as the ticket holds. */
      readonly sessionId: string | undefined;
    }
  | { readonly verdict: 'wrong' | 'spent' };

const ticketPattern = /^([\w-]{1,64})~([\d.\w-]{1,100})(?:~([\w-]{1,400}))?$/;

/** `secret` signs them, for each principal with a key of its own. */
export function createPersonalTickets(secret: string, basePath = ''): PersonalTickets {
  const deskOf = (principalId: string, session = '') =>
    createTickets({
      accessToken: createHmac('sha256', secret)
        .update(`tickets of ${principalId}${session && ` in ${session}`}`)
        .digest('base64url'),
      basePath,
    });
  return {
    of: (principalId, sessionId) => ({
      issue: (path) => {
        const session = isOfStreams(withoutPrefix(path, basePath)) ? nameOfSession(sessionId) : undefined;
        const issued = deskOf(principalId, session).issue(path);
        const parts = issued && [principalId, issued.ticket, ...(session === undefined ? [] : [session])];
        return parts && { ...issued, ticket: parts.join('~') };
      },
    }),
    check: ({ method, url = '' }, path) => {
      const given = new URLSearchParams(url.split('?', 2)[1]).get('ticket') ?? '';
      const [, principalId, ticket, session] = ticketPattern.exec(given) ?? [];
      if (principalId === undefined || ticket === undefined) return { verdict: 'wrong' };
      // One of a stream that names no session would never end with it.
      if (isOfStreams(path) && session === undefined) return { verdict: 'wrong' };
      const verdict = deskOf(principalId, session).check({ method, url: `/?ticket=${ticket}` }, path);
      const sessionId = session && Buffer.from(session, 'base64url').toString();
      return verdict === 'right' ? { verdict, principalId, sessionId } : { verdict };
    },
  };
}

function isOfStreams(path: string): boolean {
  return path.startsWith('/api/trpc/');
}

/** As it may stand in an address. */
function nameOfSession(sessionId: string): string {
  return Buffer.from(sessionId).toString('base64url');
}
