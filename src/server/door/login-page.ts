import type { IncomingMessage, ServerResponse } from 'node:http';
import { readText } from '../../api/bodies/read-body.ts';
import type { Access } from './access.ts';

const maxFormBytes = 4096;
/** `/login`: one field, and the way back to where the person wanted to go. */
export function createLoginPage(access: Access) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const next = safeNext(url.searchParams.get('next'));
    if (req.method === 'GET' || req.method === 'HEAD') return sendPage(res, 200, { next });
    if (req.method !== 'POST') return void res.writeHead(405, { Allow: 'GET, HEAD, POST' }).end();
    const form = new URLSearchParams(await readText(req, maxFormBytes).catch(() => ''));
    const verdict = access.tryToken(req, (form.get('token') ?? '').trim());
    if (verdict === 'right') {
      res.writeHead(303, {
        'Set-Cookie': access.cookieFor(req),
        Location: next,
        'Cache-Control': 'no-store',
      });
      return void res.end();
    }
    if (verdict === 'spent')
      return sendPage(res, 429, { next, complaint: 'Too many attempts; wait a minute.' });
    sendPage(res, 401, { next, complaint: 'That is not the access token of this server.' });
  };
}

/** Only paths of this server: anything else would send people away with a link that looks like ours. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(next) && !next.includes('\\') ? next : '/';
}

function sendPage(
  res: ServerResponse,
  status: number,
  { next, complaint }: { readonly next: string; readonly complaint?: string },
): void {
  const html = pageHtml(`/login?next=${encodeURIComponent(next)}`, complaint);
  res.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html),
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'Cache-Control': 'no-store',
  });
  res.end(html);
}

function pageHtml(action: string, complaint: string | undefined): string {
  const alert = complaint === undefined ? '' : `<p role="alert">${complaint}</p>`;
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
<form method="post" action="${action}">
  <h1>Cutroom</h1>
  <label for="token">Access token of this server</label>
  <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
  ${alert}
  <button>Sign in</button>
</form>
</html>
`;
}
