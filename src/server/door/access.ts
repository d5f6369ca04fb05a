import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createGuessLimit } from './guess-limit.ts';
import type { Refusal } from './refusal.ts';

/** What stays open without the secret: the container's health check, and the page that asks for it. */
const openPaths = ['/api/health', '/login'];

const cookieName = 'cutroom_access';
const cookieSeconds = 30 * 24 * 3600;

/** The one shared secret of a server. Without one everything is open. */
export interface Access {
  readonly isRequired: boolean;
  readonly refuse: (req: IncomingMessage, path: string) => Refusal;
  /** `spent`: this address has guessed wrong so often that even the right answer has to wait. */
  readonly tryToken: (req: IncomingMessage, token: string) => 'right' | 'wrong' | 'spent';
  /** The `Set-Cookie` header that lets a browser in. */
  readonly cookieFor: (req: IncomingMessage) => string;
}

export function createAccess(accessToken: string | undefined): Access {
  if (accessToken === undefined) {
    return { isRequired: false, refuse: () => undefined, tryToken: () => 'wrong', cookieFor: () => '' };
  }
  // The cookie holds a derived value: whoever reads it learns nothing to put into a header elsewhere.
  const cookie = createHmac('sha256', accessToken).update('cutroom access cookie 1').digest('hex');
  const guesses = createGuessLimit();
  const tryToken: Access['tryToken'] = (req, token) => {
    if (guesses.isSpent(req)) return 'spent';
    if (isEqual(token, accessToken)) return 'right';
    guesses.noteWrong(req);
    return 'wrong';
  };
  return {
    isRequired: true,
    tryToken,
    refuse: (req, path) => {
      if (openPaths.includes(path)) return undefined;
      // Nobody guesses a cookie: who has it goes on working whatever others on the same address try.
      if (isEqual(cookieOf(req), cookie)) return undefined;
      const token = bearerOf(req);
      const verdict = token === '' ? 'wrong' : tryToken(req, token);
      if (verdict === 'right') return undefined;
      return verdict === 'spent' ? tooManyGuesses : tokenWanted;
    },
    cookieFor: (req) => {
      const secure = req.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
      return `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${cookieSeconds}${secure}`;
    },
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
  hint: 'Wait a minute, then send the right one.',
} as const;

function bearerOf(req: IncomingMessage): string {
  return /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
}

function cookieOf(req: IncomingMessage): string {
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const pair = pairs.find((text) => text.startsWith(`${cookieName}=`));
  return pair?.slice(cookieName.length + 1) ?? '';
}

/** Compares digests: equal length, and no time that tells how much was right. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
