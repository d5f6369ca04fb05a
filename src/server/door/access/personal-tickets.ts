import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Tickets } from '../../../api/access/tickets.ts';
import { withoutPrefix } from '../sender/path-prefix.ts';
import { createTickets } from './tickets.ts';

/** Tickets that say whose they are: each opens what it names for its owner, and nothing for anybody else. */
export interface PersonalTickets {
  /** `sessionId` names what let the principal in: tickets for streams end with it. A ticket opens no more than that did. */
  readonly of: (principal: TicketOwner, sessionId: string) => Tickets;
  /** Whose ticket it is, where it opens the path; `spent`: it did, and is too old now. */
  readonly check: (req: Pick<IncomingMessage, 'method' | 'url'>, path: string) => TicketHolder;
}

/** Whose tickets they are. */
export interface TicketOwner {
  readonly id: string;
  /** Whether they see everybody's things by what let them in: a key may be made for less. */
  readonly seesAll: boolean;
}

export type TicketHolder =
  | {
      readonly verdict: 'right';
      readonly principalId: string;
      readonly seesAll: boolean;
      /** Undefined for files, which open for as long as the ticket holds. */
      readonly sessionId: string | undefined;
    }
  | { readonly verdict: 'wrong' | 'spent' };

const ticketPattern = /^([\w-]{1,64})~(all~)?([\d.\w-]{1,100})(?:~([\w-]{1,400}))?$/;

/** `secret` signs them, for each principal with a key of its own. */
export function createPersonalTickets(secret: string, basePath = ''): PersonalTickets {
  const deskOf = ({ id, seesAll }: TicketOwner, session = '') =>
    createTickets({
      accessToken: createHmac('sha256', secret)
        .update(`tickets of ${id}${seesAll ? ' for all' : ''}${session && ` in ${session}`}`)
        .digest('base64url'),
      basePath,
    });
  return {
    of: (owner, sessionId) => ({
      issue: (path) => {
        const session = isOfStreams(withoutPrefix(path, basePath)) ? nameOfSession(sessionId) : undefined;
        const issued = deskOf(owner, session).issue(path);
        const marks = owner.seesAll ? [owner.id, 'all'] : [owner.id];
        const parts = issued && [...marks, issued.ticket, ...(session === undefined ? [] : [session])];
        return parts && { ...issued, ticket: parts.join('~') };
      },
    }),
    check: ({ method, url = '' }, path) => {
      const given = new URLSearchParams(url.split('?', 2)[1]).get('ticket') ?? '';
      const [, principalId, all, ticket, session] = ticketPattern.exec(given) ?? [];
      if (principalId === undefined || ticket === undefined) return { verdict: 'wrong' };
      // One of a stream that names no session would never end with it.
      if (isOfStreams(path) && session === undefined) return { verdict: 'wrong' };
      const seesAll = all !== undefined;
      const desk = deskOf({ id: principalId, seesAll }, session);
      const verdict = desk.check({ method, url: `/?ticket=${ticket}` }, path);
      const sessionId = session && Buffer.from(session, 'base64url').toString();
      return verdict === 'right' ? { verdict, principalId, seesAll, sessionId } : { verdict };
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
