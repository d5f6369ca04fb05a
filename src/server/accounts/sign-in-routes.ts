import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../../accounts/open-accounts.ts';
import { providerCallbackPath } from '../../accounts/auth/oidc.ts';
import type { Visitor } from '../../accounts/sign-in/visitor.ts';
import { readText } from '../../api/bodies/read-body.ts';
import { ProblemError, problems } from '../../contract/problems.ts';
import type { ClientAddress } from '../door/sender/client-address.ts';
import { ownCookie } from '../door/sender/own-cookie.ts';
import { safeNext } from '../door/access/login-page.ts';
import type { Mount } from '../door/mount.ts';
import { pageHtml, pagePolicy } from './page-frame.ts';
import * as pages from './sign-in-pages.ts';

const maxFormBytes = 8192;

export interface SignInRouteParts {
  readonly accounts: Pick<Accounts, 'signIn' | 'people'>;
  readonly address: ClientAddress;
  readonly mount: Pick<Mount, 'prefixOf'>;
  readonly editorOrigin: string | undefined;
}

/** One request to a sign-in page. */
interface Visit extends SignInRouteParts {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly visitor: Visitor;
  /** A path of this server, without the prefix. */
  readonly next: string;
  /** What stands before every path in what this visitor is sent. */
  readonly prefix: string;
  readonly form: URLSearchParams;
}

type Route = (visit: Visit) => Promise<void>;

/** Every page and form by which people sign in and out. */
const routes: Readonly<Record<string, { readonly GET?: Route; readonly POST?: Route }>> = {
  '/login': { GET: showSignIn, POST: signIn },
  '/login/first': { POST: createAdministrator },
  '/login/provider': { GET: goToProvider },
  '/login/forgot': {
    GET: async (visit) => sendPage(visit, pages.forgotPage({ ...visit, isSent: false })),
    POST: askForReset,
  },
  '/login/password': {
    GET: async (visit) =>
      sendPage(
        visit,
        pages.choosePasswordPage({ ...visit, token: visit.url.searchParams.get('token') ?? '' }),
      ),
    POST: choosePassword,
  },
  '/logout': {
    POST: async (visit) => sendAway(visit, '/login', await visit.accounts.signIn.signOut(visit.visitor)),
  },
  [providerCallbackPath]: { GET: comeFromProvider },
};

export function isSignInPath(path: string): boolean {
  return Object.hasOwn(routes, path);
}

export function createSignInRoutes(parts: SignInRouteParts) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const route = routes[url.pathname] ?? {};
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const handle = method === 'GET' || method === 'POST' ? route[method] : undefined;
    if (!handle) return void res.writeHead(405, { Allow: Object.keys(route).join(', ') }).end();
    const text = method === 'POST' ? await readText(req, maxFormBytes).catch(() => '') : '';
    const visitor = {
      address: parts.address.of(req),
      userAgent: (req.headers['user-agent'] ?? '').slice(0, 300),
      cookie: req.headers.cookie ?? '',
    };
    const next = safeNext(url.searchParams.get('next'));
    const prefix = parts.mount.prefixOf(req);
    await handle({ ...parts, req, res, url, visitor, next, prefix, form: new URLSearchParams(text) });
  };
}

async function showSignIn(visit: Visit): Promise<void> {
  const { accounts, visitor, url } = visit;
  const { signIn, people } = accounts;
  if (signIn.hasPasswords && (await signIn.isNew())) return sendPage(visit, pages.firstVisitPage(visit));
  const caller = await people.identify({ headers: { cookie: visitor.cookie } });
  if (caller) return sendPage(visit, pages.signedInPage({ ...visit, name: caller.principal.name }));
  const error = url.searchParams.get('error');
  const complaint = error === null ? undefined : pages.providerComplaint(error);
  sendPage(visit, pages.signInPage(offerOf(visit), { ...visit, complaint }));
}

async function signIn(visit: Visit): Promise<void> {
  const { accounts, visitor, next } = visit;
  const email = field(visit, 'email');
  await attempt(visit, {
    go: async () => {
      const cookies = await accounts.signIn.withPassword(
        { email, password: field(visit, 'password') },
        visitor,
      );
      sendAway(visit, next, cookies);
    },
    again: (complaint) => pages.signInPage(offerOf(visit), { ...visit, email, complaint }),
  });
}

async function createAdministrator(visit: Visit): Promise<void> {
  const { accounts, visitor } = visit;
  const form = {
    email: field(visit, 'email'),
    name: field(visit, 'name').slice(0, 100),
    password: field(visit, 'password'),
  };
  await attempt(visit, {
    go: async () => {
      if (!accounts.signIn.hasPasswords) return sendAway(visit, '/login', []);
      sendAway(visit, '/', await accounts.signIn.createAdministrator(form, visitor));
    },
    again: (complaint) => pages.firstVisitPage({ ...visit, email: form.email, complaint }),
  });
}

async function askForReset(visit: Visit): Promise<void> {
  await attempt(visit, {
    go: async () => {
      await visit.accounts.signIn.askForReset(field(visit, 'email'), visit.visitor);
      sendPage(visit, pages.forgotPage({ ...visit, isSent: true }));
    },
    again: (complaint) => pages.forgotPage({ ...visit, isSent: false, complaint }),
  });
}

async function choosePassword(visit: Visit): Promise<void> {
  const choice = { token: field(visit, 'token'), password: field(visit, 'password') };
  await attempt(visit, {
    go: async () => {
      await visit.accounts.signIn.choosePassword(choice, visit.visitor);
      sendAway(visit, '/login', []);
    },
    again: (complaint) => pages.choosePasswordPage({ ...visit, ...choice, complaint }),
  });
}

async function goToProvider(visit: Visit): Promise<void> {
  if (visit.accounts.signIn.providerName === undefined) return sendAway(visit, '/login', []);
  const { location, cookies } = await visit.accounts.signIn
    .toProvider(visit.next, visit.visitor)
    .catch(() => ({ location: '/login?error=failed', cookies: [] }));
  sendAway(visit, location, cookies);
}

async function comeFromProvider(visit: Visit): Promise<void> {
  const { location, cookies } = await visit.accounts.signIn.fromProvider(visit.url.search, visit.visitor);
  sendAway(visit, location, cookies);
}

/** Shows the form again, with what was wrong; anything that is no `ProblemError` is a bug and goes on. */
async function attempt(
  visit: Visit,
  { go, again }: { readonly go: () => Promise<void>; readonly again: (complaint: string) => pages.PageBody },
): Promise<void> {
  try {
    await go();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { code, message, hint } = error.problem;
    sendPage(visit, again(hint === undefined ? message : `${message} ${hint}`), problems[code].http);
  }
}

function field({ form }: Visit, name: string): string {
  return form.get(name) ?? '';
}

function offerOf({ accounts: { signIn }, editorOrigin }: Visit): pages.SignInOffer {
  const { hasPasswords, providerName, sendsMail } = signIn;
  return { hasPasswords, providerName, sendsMail, editorOrigin };
}

/** To a path of this server, or to a whole address elsewhere. */
function sendAway(visit: Visit, to: string, cookies: readonly string[]): void {
  const { req, address, prefix } = visit;
  const location = to.startsWith('/') ? prefix + to : to;
  const own = cookies.map((cookie) => ownCookie(cookie, { isSecure: address.isSecure(req), prefix }));
  visit.res.writeHead(303, { 'Set-Cookie': own, Location: location, 'Cache-Control': 'no-store' }).end();
}

function sendPage({ res, visitor }: Visit, { title, content }: pages.PageBody, status = 200): void {
  const html = pageHtml({ title, content, cookie: visitor.cookie });
  res.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html),
    'Content-Security-Policy': pagePolicy,
    'Cache-Control': 'no-store',
  });
  res.end(html);
}
