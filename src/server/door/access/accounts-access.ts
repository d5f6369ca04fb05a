import type { IncomingMessage } from 'node:http';
import type { Runtime } from '../../../api/runtime.ts';
import { nobody, type Caller, type People, type Principal } from '../../../contract/principal.ts';
import { ProblemError, problemFrom } from '../../../contract/problems.ts';
import type { Owners } from '../../../owners/open-owners.ts';
import { bearerIn } from '../../../shared/request-credentials.ts';
import type { Access } from './access.ts';
import type { ClientAddress } from '../sender/client-address.ts';
import { foreignReader, linkExpired, tooManyGuesses } from './access-refusals.ts';
import { isForeignReader } from '../sender/forgery.ts';
import { createGuessLimit } from './guess-limit.ts';
import { createPersonalTickets, type PersonalTickets, type TicketHolder } from './personal-tickets.ts';
import type { Refusal } from '../refusal.ts';
import type { Sender } from '../sender/sender.ts';
import { createSessionWatch } from './session-watch.ts';

export interface AccountsAccessOptions {
  readonly people: People;
  /** Whether a path is answered to people who have not signed in. */
  readonly isOpen: (path: string) => boolean;
  readonly owners: Owners;
  /** Signs what opens a file to a browser that sends no credentials with it. */
  readonly secret: string;
  /** The path that the world sees this server under; empty where it has a site of its own. */
  readonly basePath?: string;
  readonly address: ClientAddress;
  readonly allowedOrigins: readonly string[];
  readonly onTrouble: (error: unknown) => void;
  /** How often it is asked whether sessions still hold, in milliseconds. */
  readonly sessionWatchMs: number;
}

/** The door of a server with accounts: who asks is what the accounts say. */
export function createAccountsAccess(options: AccountsAccessOptions): Access {
  const { people, owners, address, allowedOrigins, onTrouble } = options;
  const tickets = createPersonalTickets(options.secret, options.basePath);
  const watch = createSessionWatch(onTrouble, options.sessionWatchMs);
  const known = new WeakMap<IncomingMessage, { readonly sender: Sender; readonly caller: Caller }>();
  const letIn = async (req: IncomingMessage, caller: Caller): Promise<undefined> => {
    const { principal } = caller;
    const arrival = { sessionId: caller.sessionId, address: address.of(req) };
    const reach = await owners.reachOf(principal, arrival.address);
    known.set(req, {
      caller,
      sender: { principal, arrival, ...reach, tickets: ticketsFor(caller, tickets) },
    });
  };
  const identify = createQuestion(options);
  const holderOf = async (holder: Holder): Promise<Caller | undefined> => {
    const person = await people.find(holder.principalId);
    const caller = person && callerWithTicket(person, people, holder);
    return caller && (await caller.isStillIn()) ? caller : undefined;
  };
  const refuse = async (req: IncomingMessage, path: string): Promise<Refusal> => {
    if (options.isOpen(path)) return undefined;
    const isCall = path === '/api' || path.startsWith('/api/');
    const ticket = isCall ? tickets.check(req, path) : ({ verdict: 'wrong' } as const);
    const caller = ticket.verdict === 'right' ? await holderOf(ticket) : await identify(req);
    if (caller === undefined) return ticket.verdict === 'spent' ? linkExpired : signInWanted;
    if (caller.isAmbient && isCall && isForeignReader(req, allowedOrigins)) return foreignReader;
    return letIn(req, caller);
  };
  return {
    isRequired: true,
    refuse: (req, path) => refuse(req, path).catch((error: unknown) => refusalFrom(error, onTrouble)),
    admitToken: async (req, token) => {
      const caller = await identify(req, token);
      if (caller) await letIn(req, caller);
      return caller !== undefined;
    },
    senderOf: (req) => {
      const sender = known.get(req)?.sender;
      if (sender) return sender;
      const arrival = { sessionId: undefined, address: address.of(req) };
      return { principal: nobody, arrival, ownerId: nobody.id, runtime: closedRuntime, tickets: undefined };
    },
    prolong: (req) => prolongFor(known.get(req)?.caller, onTrouble),
    follow: (req, end) => {
      const caller = known.get(req)?.caller;
      return caller ? watch.follow(caller, end) : () => undefined;
    },
  };
}

/** Those of a key open no more than the key does. */
function ticketsFor({ principal, sessionId }: Caller, tickets: PersonalTickets): Sender['tickets'] {
  const { id, isAdministrator, scopes } = principal;
  return tickets.of({ id, seesAll: isAdministrator && scopes.has('admin') }, sessionId);
}

function prolongFor(caller: Caller | undefined, onTrouble: (error: unknown) => void) {
  return caller?.prolong?.().catch((error: unknown) => {
    // The session holds for days yet.
    onTrouble(error);
    return [];
  });
}

/** Asks who sends a request, and counts keys that are wrong. */
function createQuestion({ people, address }: Pick<AccountsAccessOptions, 'people' | 'address'>) {
  const guesses = createGuessLimit();
  return async (req: IncomingMessage, token?: string): Promise<Caller | undefined> => {
    const caller = await people.identify({ headers: req.headers, ...(token !== undefined && { token }) });
    if (caller !== undefined || (token ?? bearerIn(req.headers.authorization)) === undefined) return caller;
    // The right one is right however many wrong ones came before.
    if (guesses.isSpent(address.of(req))) throw new ProblemError(tooManyGuesses('keys'));
    guesses.noteWrong(address.of(req));
    return undefined;
  };
}

type Holder = Extract<TicketHolder, { readonly verdict: 'right' }>;

/** Whoever has the ticket may read what it names, as long as its owner may sign in, and a stream as long as its session holds. */
function callerWithTicket(
  { id, name, isAdministrator }: Pick<Principal, 'id' | 'name' | 'isAdministrator'>,
  people: People,
  { seesAll, sessionId }: Pick<Holder, 'seesAll' | 'sessionId'>,
): Caller {
  return {
    principal: {
      ...{ id, name, isAdministrator, isPerson: false },
      scopes: new Set(isAdministrator && seesAll ? ['read', 'admin'] : ['read']),
    },
    isAmbient: false,
    sessionId: `ticket:${id}${seesAll ? ' all' : ''} ${sessionId ?? ''}`,
    isStillIn: async () => {
      if (sessionId !== undefined && (await people.holds(sessionId)) === false) return false;
      return (await people.find(id))?.isDisabled === false;
    },
  };
}

function refusalFrom(error: unknown, onTrouble: (error: unknown) => void): Refusal {
  const problem = problemFrom(error);
  if (problem.code !== 'TOO_MANY_REQUESTS') onTrouble(error);
  return problem;
}

const signInWanted = {
  code: 'UNAUTHORIZED',
  message: 'This server asks who you are.',
  hint: 'Sign in, or send the header Authorization: Bearer <key> with one of your keys.',
} as const;

/** What is open to all stands on nothing: whatever else is reached for without a name is a bug. */
const closedRuntime = new Proxy({} as Runtime, {
  get: (_target, name) => {
    throw new Error(`nobody has signed in, and ${String(name)} was reached for`);
  },
});
