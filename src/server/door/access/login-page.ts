import type { IncomingMessage, ServerResponse } from 'node:http';
import { readText } from '../../../api/bodies/read-body.ts';
import type { TokenAccess } from './access.ts';
import type { Mount } from '../mount.ts';

const maxFormBytes = 4096;

/** `/login`: one field, and the way back to where the person wanted to go; `/logout` ends the session. */
export function createLoginPage(access: TokenAccess, mount: Mount) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const prefix = mount.prefixOf(req);
    const next = safeNext(url.searchParams.get('next'));
    const form = (to: string, complaint?: string) => signInForm(prefix, to, complaint);
    if (req.method === 'GET' || req.method === 'HEAD') {
      return sendPage(res, 200, access.isSignedIn(req) ? signOutForm(prefix) : form(next));
    }
    if (req.method !== 'POST') return void res.writeHead(405, { Allow: 'GET, HEAD, POST' }).end();
    if (url.pathname === '/logout') return sendAway(res, `${prefix}/login`, access.signOut(req));
    const fields = new URLSearchParams(await readText(req, maxFormBytes).catch(() => ''));
    const verdict = access.tryToken(req, (fields.get('token') ?? '').trim());
    if (verdict === 'right') return sendAway(res, `${prefix}${next}`, access.signIn(req));
    if (verdict === 'spent') return sendPage(res, 429, form(next, 'Too many wrong access tokens.'));
    sendPage(res, 401, form(next, 'That is not the access token of this server.'));
  };
}

/** Only paths of this server: anything else would send people away with a link that looks like ours. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(next) && !next.includes('\\') ? next : '/';
}

function sendAway(res: ServerResponse, to: string, cookies: readonly string[]): void {
  res.writeHead(303, { 'Set-Cookie': [...cookies], Location: to, 'Cache-Control': 'no-store' }).end();
}

function sendPage(res: ServerResponse, status: number, form: string): void {
  const html = pageHtml(form);
  res.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html),
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'Cache-Control': 'no-store',
  });
  res.end(html);
}

function signOutForm(prefix: string): string {
  return `<form method="post" action="${prefix}/logout">
  <h1>Cutroom</h1>
  <p>You are signed in. <a href="${prefix}/">Go on</a></p>
  <button>Sign out</button>
</form>`;
}

function signInForm(prefix: string, next: string, complaint?: string): string {
  const alert = complaint === undefined ? '' : `<p role="alert">${complaint}</p>`;
  return `<form method="post" action="${prefix}/login?next=${encodeURIComponent(next)}">
  <h1>Cutroom</h1>
  <label for="token">Access token of this server</label>
  <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
  ${alert}
  <button>Sign in</button>
</form>`;
}

function pageHtml(form: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Cutroom</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { display: grid; min-height: 100vh; margin: 0; place-items: center }
  form { display: grid; gap: .75rem; width: min(22rem, 90vw) }
  h1 { font-size: 1.25rem; margin: 0 }
  input, button { font: inherit; padding: .6rem .75rem; border-radius: .5rem; border: 1px solid #8888 }
  button { background: #2563eb; border-color: #2563eb; color: #fff; cursor: pointer }
  [role=alert] { color: light-dark(#b91c1c, #fca5a5); margin: 0 }
</style>
${form}
</html>
`;
}
