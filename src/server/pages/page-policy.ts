import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Content security policies for pages. */
export interface PagePolicy {
  /** A policy for one request, to this `Host` and under this path; Next finds the nonce in it and writes it into the scripts of a dynamic page. */
  readonly next: (request: { readonly host: string | undefined; readonly prefix: string }) => string;
}

/**
 * In production scripts run by nonce (pages rendered on request) or by hash (pages rendered at build time,
 * read from the build). Nothing else inline runs, so a name that turned into markup would stay text.
 */
export async function createPagePolicy(options: {
  readonly isDev: boolean;
  /** What stands in the pages where the path comes that they are served under. */
  readonly builtPrefix: string;
  /** Next's build folder. */
  readonly buildFolder: string;
  /** Where pages send files beside this server. */
  readonly uploadOrigin?: string | undefined;
}): Promise<PagePolicy> {
  const { uploadOrigin = '' } = options;
  if (options.isDev) {
    // Hot reload evaluates code and opens sockets.
    return { next: ({ host }) => policyOf("'self' 'unsafe-inline' 'unsafe-eval'", host, uploadOrigin) };
  }
  const pages = await readPages(join(options.buildFolder, 'server', 'app'));
  const hashesUnder = remembered((prefix) => [
    ...new Set(pages.flatMap((html) => hashesIn(underPrefix(html, options.builtPrefix, prefix)))),
  ]);
  return {
    next: ({ host, prefix }) => {
      const nonce = randomBytes(16).toString('base64');
      return policyOf(["'self'", `'nonce-${nonce}'`, ...hashesUnder(prefix)].join(' '), host, uploadOrigin);
    },
  };
}

function policyOf(scripts: string, host: string | undefined, uploadOrigin: string): string {
  // Some browsers do not count sockets of the same host as `self`. The door has read the name: it is one.
  const sockets = host === undefined ? '' : ` ws://${host} wss://${host}`;
  return [
    "default-src 'self'",
    `script-src ${scripts}`,
    // Components position themselves with style attributes, which no nonce covers.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    `connect-src 'self'${sockets} ${uploadOrigin}`.trim(),
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Those that were rendered when they were built. */
async function readPages(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const pages = names.filter((name) => name.endsWith('.html'));
  return Promise.all(pages.map((page) => readFile(join(folder, page), 'utf8')));
}

function underPrefix(html: string, builtPrefix: string, prefix: string): string {
  return builtPrefix === '' ? html : html.replaceAll(builtPrefix, prefix);
}

/** A server is seen under one path, or a few. */
const mostPrefixes = 16;

function remembered<Value>(make: (prefix: string) => Value): (prefix: string) => Value {
  const known = new Map<string, Value>();
  return (prefix) => {
    const value = known.get(prefix) ?? make(prefix);
    if (known.size < mostPrefixes) known.set(prefix, value);
    return value;
  };
}

/** CSP hashes of the inline scripts of a page, as browsers compute them: over the exact text between the tags. */
export function hashesIn(html: string): readonly string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}
