import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Content security policies for pages. */
export interface PagePolicy {
  /** A policy for one request, to this `Host`; Next finds the nonce in it and writes it into the scripts of a dynamic page. */
  readonly next: (host: string | undefined) => string;
}

/**
 * In production scripts run by nonce (pages rendered on request) or by hash (pages rendered at build time,
 * read from the build). Nothing else inline runs, so a name that turned into markup would stay text.
 */
export async function createPagePolicy(options: {
  readonly isDev: boolean;
  /** Next's build folder. */
  readonly buildFolder: string;
}): Promise<PagePolicy> {
  if (options.isDev) {
    // Hot reload evaluates code and opens sockets.
    return { next: (host) => policyOf("'self' 'unsafe-inline' 'unsafe-eval'", host) };
  }
  const hashes = await inlineScriptHashes(join(options.buildFolder, 'server', 'app'));
  return {
    next: (host) => {
      const nonce = randomBytes(16).toString('base64');
      return policyOf(["'self'", `'nonce-${nonce}'`, ...hashes].join(' '), host);
    },
  };
}

function policyOf(scripts: string, host: string | undefined): string {
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
    `connect-src 'self'${sockets}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

async function inlineScriptHashes(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const pages = names.filter((name) => name.endsWith('.html'));
  const texts = await Promise.all(pages.map((page) => readFile(join(folder, page), 'utf8')));
  return [...new Set(texts.flatMap(hashesIn))];
}

/** CSP hashes of the inline scripts of a page, as browsers compute them: over the exact text between the tags. */
export function hashesIn(html: string): readonly string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}
