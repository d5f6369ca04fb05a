import type { IncomingMessage } from 'node:http';
import type { ClientAddress } from '../sender/client-address.ts';
import { foreignReader, linkExpired, tooManyGuesses } from './access-refusals.ts';
import { areEqualSecrets } from './equal-secrets.ts';
import type { Mount } from '../mount.ts';
import { isForeignReader, isSameOrigin } from '../sender/forgery.ts';
import { createGuessLimit } from './guess-limit.ts';
import type { Refusal } from '../refusal.ts';
import { sessionSeconds, type Session, type Sessions } from './sessions.ts';
import { createTickets } from './tickets.ts';
import type { Runtime } from '../../../api/runtime.ts';
import { soleAdministrator } from '../../../contract/principal.ts';
import { bearerIn, cookiesIn } from '../../../shared/request-credentials.ts';
import type { Sender } from '../sender/sender.ts';

/** What stays open without the secret: the container's health check, and the pages that ask for it. */
export const openPaths: readonly string[] = ['/api/health', '/login', '/logout'];

/** Opens the API. Browsers send it with nothing that another site has caused, links included. */
const callCookie = 'cutroom_session';
/** Opens pages, which hold no data, also for who follows a link from elsewhere. */
const pageCookie = 'cutroom_page';

/** Who may come in: the one question that every request is asked, whatever protocol it speaks. */
export interface Access {
  readonly isRequired: boolean;
  /** Why a request goes no further; where it does, `senderOf` knows who sends it. */
  readonly refuse: (req: IncomingMessage, path: string) => Refusal | Promise<Refusal>;
  /** Whether the first message of a socket lets it in; where it does, `senderOf` knows whose it is. */
  readonly admitToken: (req: IncomingMessage, token: string) => boolean | Promise<boolean>;
  /** Of a request that has been let in, or one for what is open to all. */
  readonly senderOf: (req: IncomingMessage) => Sender;
  /**
   * Lets the session that let this request in last longer, where that is due: resolves with the `Set-Cookie` headers that
   * go with the answer, for a server at the root of its site.
   */
  readonly prolong?: (req: IncomingMessage) => Promise<readonly string[]> | undefined;
  /** Calls `end` when what let this request in is over; call the answer when the request is. */
  readonly follow: (req: IncomingMessage, end: () => void) => () => void;
}

/** The one shared secret of a server. */
export interface TokenAccess extends Access {
  /** The right one is right however many wrong ones came before; `spent`: one wrong one too many. */
  readonly tryToken: (req: IncomingMessage, token: string) => 'right' | 'wrong' | 'spent';
  readonly isSignedIn: (req: IncomingMessage) => boolean;
  /** Begins a session; the `Set-Cookie` headers that let its browser in. */
  readonly signIn: (req: IncomingMessage) => readonly string[];
  /** Ends the session of this browser; the `Set-Cookie` headers that make it forget. */
  readonly signOut: (req: IncomingMessage) => readonly string[];
}

export interface AccessOptions {
  readonly accessToken: string;
  readonly basePath: string;
  readonly sessions: Sessions;
  readonly address: ClientAddress;
  readonly mount: Mount;
  readonly allowedOrigins: readonly string[];
  readonly runtime: Runtime;
}

/** Everybody, where nobody is told apart. */
const sole = {
  principal: soleAdministrator,
  arrival: { sessionId: undefined, address: undefined },
  ownerId: soleAdministrator.id,
};

/** Where nothing is locked, everybody is the one administrator. */
export function createOpenAccess(runtime: Runtime): Access {
  const sender: Sender = { ...sole, runtime, tickets: undefined };
  return {
    isRequired: false,
    refuse: () => undefined,
    admitToken: () => true,
    senderOf: () => sender,
    follow: () => () => undefined,
  };
}

export function createTokenAccess({ runtime, ...options }: AccessOptions): TokenAccess {
  const { accessToken, basePath, sessions, address, mount, allowedOrigins } = options;
  const guesses = createGuessLimit();
  const tickets = createTickets({ accessToken, basePath });
  const sender = { ...sole, runtime, tickets };
  const tryToken: TokenAccess['tryToken'] = (req, token) => {
    if (areEqualSecrets(token, accessToken)) return 'right';
    if (guesses.isSpent(address.of(req))) return 'spent';
    guesses.noteWrong(address.of(req));
    return 'wrong';
  };
  const find = (req: IncomingMessage, names: readonly string[]): Session | undefined => {
    for (const secret of cookiesOf(req, names)) {
      const session = sessions.find(secret);
      if (session) return session;
    }
    return undefined;
  };
  const cookies = (req: IncomingMessage, secret: string, seconds: number) =>
    cookiesFor({ isSecure: isSecure(req, address), path: `${mount.prefixOf(req)}/` }, secret, seconds);
  return {
    isRequired: true,
    tryToken,
    admitToken: (req, token) => tryToken(req, token) === 'right',
    senderOf: () => sender,
    refuse: (req, path) => {
      if (openPaths.includes(path)) return undefined;
      const isCall = path === '/api' || path.startsWith('/api/');
      if (find(req, isCall ? [callCookie] : [callCookie, pageCookie])) {
        return isCall && isForeignReader(req, allowedOrigins) ? foreignReader : undefined;
      }
      const ticket = isCall ? tickets.check(req, path) : 'wrong';
      if (ticket === 'right') return undefined;
      const token = bearerIn(req.headers.authorization);
      const verdict = token === undefined ? 'wrong' : tryToken(req, token);
      if (verdict === 'right') return undefined;
      if (verdict === 'spent') return tooManyGuesses('access tokens');
      return ticket === 'spent' ? linkExpired : tokenWanted;
    },
    isSignedIn: (req) => find(req, [callCookie, pageCookie]) !== undefined,
    signIn: (req) => cookies(req, sessions.begin(), sessionSeconds),
    signOut: (req) => {
      for (const secret of cookiesOf(req, [callCookie, pageCookie])) sessions.find(secret)?.end();
      return cookies(req, '', 0);
    },
    follow: (req, end) => find(req, [callCookie, pageCookie])?.follow(end) ?? (() => undefined),
  };
}

/** Behind a proxy that speaks TLS this server sees plain http; the form's origin tells, too. */
function isSecure(req: IncomingMessage, address: ClientAddress): boolean {
  const { origin = '', host } = req.headers;
  return address.isSecure(req) || (origin.startsWith('https:') && isSameOrigin(origin, host));
}

function cookiesFor(
  { isSecure, path }: { readonly isSecure: boolean; readonly path: string },
  secret: string,
  seconds: number,
): readonly string[] {
  const end = `Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;
  return [
    `${callCookie}=${secret}; Path=${path}; HttpOnly; SameSite=Strict; ${end}`,
    `${pageCookie}=${secret}; Path=${path}; HttpOnly; SameSite=Lax; ${end}`,
  ];
}

const tokenWanted = {
  code: 'UNAUTHORIZED',
  message: 'This server asks for its access token.',
  hint: 'Send the header Authorization: Bearer <token>, or sign in at /login.',
} as const;

/** All of these names: another site of the same domain may have put one of its own before ours. */
function cookiesOf(req: IncomingMessage, names: readonly string[]): readonly string[] {
  const ours = cookiesIn(req.headers.cookie).filter(
    ({ name, value }) => names.includes(name) && value !== '',
  );
  return ours.map(({ value }) => value);
}
