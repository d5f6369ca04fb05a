import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ClientAddress } from './client-address.ts';
import { isForeignReader, isSameOrigin } from './forgery.ts';
import { createGuessLimit } from './guess-limit.ts';
import type { Refusal } from './refusal.ts';
import { sessionSeconds, type Session, type Sessions } from './sessions.ts';

/** What stays open without the secret: the container's health check, and the pages that ask for it. */
const openPaths = ['/api/health', '/login', '/logout'];

/** Opens the API. Browsers send it with nothing that another site has caused, links included. */
const callCookie = 'cutroom_session';
/** Opens pages, which hold no data, also for who follows a link from elsewhere. */
const pageCookie = 'cutroom_page';

/** The one shared secret of a server. Without one everything is open. */
export interface Access {
  readonly isRequired: boolean;
  readonly refuse: (req: IncomingMessage, path: string) => Refusal;
  /** The right one is right however many wrong ones came before; `spent`: one wrong one too many. */
  readonly tryToken: (req: IncomingMessage, token: string) => 'right' | 'wrong' | 'spent';
  readonly isSignedIn: (req: IncomingMessage) => boolean;
  /** Begins a session; the `Set-Cookie` headers that let its browser in. */
  readonly signIn: (req: IncomingMessage) => readonly string[];
  /** Ends the session of this browser; the `Set-Cookie` headers that make it forget. */
  readonly signOut: (req: IncomingMessage) => readonly string[];
  /** Calls `end` when the session that let this request in is over; call the answer when the request is. */
  readonly follow: (req: IncomingMessage, end: () => void) => () => void;
}

export interface AccessOptions {
  readonly accessToken: string;
  readonly sessions: Sessions;
  readonly address: ClientAddress;
  readonly allowedOrigins: readonly string[];
}

export const openAccess: Access = {
  isRequired: false,
  refuse: () => undefined,
  tryToken: () => 'wrong',
  isSignedIn: () => false,
  signIn: () => [],
  signOut: () => [],
  follow: () => () => undefined,
};

export function createAccess({ accessToken, sessions, address, allowedOrigins }: AccessOptions): Access {
  const guesses = createGuessLimit();
  const tryToken: Access['tryToken'] = (req, token) => {
    if (isEqual(token, accessToken)) return 'right';
    const from = address.of(req);
    if (guesses.isSpent(from)) return 'spent';
    guesses.noteWrong(from);
    return 'wrong';
  };
  const find = (req: IncomingMessage, names: readonly string[]): Session | undefined => {
    for (const secret of cookiesOf(req, names)) {
      const session = sessions.find(secret);
      if (session) return session;
    }
    return undefined;
  };
  /** Behind a proxy that speaks TLS this server sees plain http; the form's origin tells, too. */
  const isSecure = (req: IncomingMessage): boolean => {
    const { origin = '', host } = req.headers;
    return address.isSecure(req) || (origin.startsWith('https:') && isSameOrigin(origin, host));
  };
  const cookies = (req: IncomingMessage, secret: string, seconds: number): readonly string[] => {
    const end = `Max-Age=${seconds}${isSecure(req) ? '; Secure' : ''}`;
    return [
      `${callCookie}=${secret}; Path=/; HttpOnly; SameSite=Strict; ${end}`,
      `${pageCookie}=${secret}; Path=/; HttpOnly; SameSite=Lax; ${end}`,
    ];
  };
  return {
    isRequired: true,
    tryToken,
    refuse: (req, path) => {
      if (openPaths.includes(path)) return undefined;
      const isCall = path === '/api' || path.startsWith('/api/');
      if (find(req, isCall ? [callCookie] : [callCookie, pageCookie])) {
        return isCall && isForeignReader(req, allowedOrigins) ? foreignReader : undefined;
      }
      const token = bearerOf(req);
      const verdict = token === '' ? 'wrong' : tryToken(req, token);
      if (verdict === 'right') return undefined;
      return verdict === 'spent' ? tooManyGuesses : tokenWanted;
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

const tokenWanted = {
  code: 'UNAUTHORIZED',
  message: 'This server asks for its access token.',
  hint: 'Send the header Authorization: Bearer <token>, or sign in at /login.',
} as const;

const tooManyGuesses = {
  code: 'TOO_MANY_REQUESTS',
  message: 'Too many wrong access tokens came from this address.',
  hint: 'Send the right one.',
} as const;

const foreignReader = {
  code: 'FORBIDDEN_ORIGIN',
  message: 'A page of another site led here; your session opens nothing for it.',
  hint: 'Open the address yourself. If that page is your editor, add its origin to ALLOWED_ORIGINS.',
} as const;

function bearerOf(req: IncomingMessage): string {
  return /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
}

/** All of these names: another site of the same domain may have put one of its own before ours. */
function cookiesOf(req: IncomingMessage, names: readonly string[]): readonly string[] {
  return (req.headers.cookie ?? '').split(';', 100).flatMap((pair) => {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    return names.includes(name) && value !== '' ? [value] : [];
  });
}

/** Compares digests: equal length, and no time that tells how much was right. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
