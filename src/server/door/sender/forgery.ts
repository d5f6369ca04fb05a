import type { IncomingMessage } from 'node:http';
import type { Refusal } from '../refusal.ts';

/** Methods that change nothing; browsers may send them from anywhere, and only CORS decides who reads. */
const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/** Refuses what a page of a foreign site makes a browser send: everything that changes something. */
export function refuseForgery(req: IncomingMessage, allowedOrigins: readonly string[]): Refusal {
  return safeMethods.includes(req.method ?? '') ? undefined : refuseForeignOrigin(req, allowedOrigins);
}

/**
 * Refuses requests that a foreign site caused, by `Sec-Fetch-Site` and `Origin`
 * (another port of the same machine is `same-site`, and foreign). Programs send neither and pass.
 */
export function refuseForeignOrigin(req: IncomingMessage, allowedOrigins: readonly string[]): Refusal {
  const { origin } = req.headers;
  const site = req.headers['sec-fetch-site'];
  // No page can write this header. Behind a proxy that changes Host it is the only one that tells.
  if (site === 'same-origin') return undefined;
  if (origin !== undefined) {
    return isSameOrigin(origin, req.headers.host) || allowedOrigins.includes(origin)
      ? undefined
      : foreign(origin);
  }
  return site === undefined || site === 'none' ? undefined : foreign(String(site));
}

/**
 * Whether a page of another site led a browser here, for something that it may not be led to with its session. A link on
 * an allowed page names that page in `Referer`, which no page can forge.
 */
export function isForeignReader(req: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { host, referer } = req.headers;
  if (refuseForeignOrigin(req, allowedOrigins) === undefined) return false;
  const from = referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : 'null';
  return req.headers.origin !== undefined || !(isSameOrigin(from, host) || allowedOrigins.includes(from));
}

/** The scheme is not compared: behind a proxy that speaks TLS this server sees plain http. */
export function isSameOrigin(origin: string, host: string | undefined): boolean {
  try {
    const { protocol, host: originHost } = new URL(origin);
    return (protocol === 'http:' || protocol === 'https:') && originHost === host?.toLowerCase();
  } catch {
    return false;
  }
}

function foreign(from: string): Refusal {
  return {
    code: 'FORBIDDEN_ORIGIN',
    message: `Requests from ${JSON.stringify(from.slice(0, 200))} are not allowed here.`,
    hint: URL.canParse(from)
      ? `If that is your editor, set ALLOWED_ORIGINS=${new URL(from).origin} where the server runs.`
      : 'If that is your editor, add its origin to ALLOWED_ORIGINS.',
  };
}
