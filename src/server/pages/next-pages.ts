import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { callerHeader, callerText, type PageCaller } from '../../editor/page-caller.ts';
import { ProblemError } from '../../contract/problems.ts';
import { settleBuiltPages } from '../settings/config.ts';
import { replaceInAnswer } from './replace-in-answer.ts';
import { createPagePolicy, type PagePolicy } from './page-policy.ts';

/** Whoever renders pages. */
export interface Pages {
  readonly handle: (req: IncomingMessage, res: ServerResponse, visit: PageVisit) => Promise<void>;
  /** Hot reload; answers whether somebody took the connection. Absent in production. */
  readonly upgrade: ((req: IncomingMessage, socket: Duplex, head: Buffer) => boolean) | undefined;
  /** To be called once the server listens: hot reload attaches itself on the first request. */
  readonly warmUp: (url: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PageVisit {
  /** What stands before every path for the browser that asks (`/cutroom`), or nothing. */
  readonly prefix: string;
  readonly caller: PageCaller;
}

export interface PagesOptions {
  readonly isDev: boolean;
  readonly port: number;
  readonly host: string;
  /** Where `next.config.ts` and `.next` lie. */
  readonly folder: string;
  /** Where pages send files beside this server. */
  readonly uploadOrigin?: string | undefined;
}

/**
 * Next, for pages alone. Rejects with a `ProblemError` where the pages have not been built. It gets a decoy in place of the server, because it would put an upgrade listener
 * of its own on it and close our sockets wherever their path looks like a page's.
 */
export async function createNextPages({
  isDev,
  port,
  host,
  folder,
  uploadOrigin,
}: PagesOptions): Promise<Pages> {
  const built = isDev ? undefined : await readBuiltConfig(folder);
  if (built) settleBuiltPages(built);
  const from = built?.basePath ?? '';
  const { default: next } = await import('next');
  const decoy = new EventEmitter();
  const app = next({ dev: isDev, dir: folder, port, hostname: host, httpServer: decoy as Server });
  await app.prepare();
  const handle = app.getRequestHandler();
  const buildFolder = join(folder, '.next');
  const policy = await createPagePolicy({ isDev, builtPrefix: from, buildFolder, uploadOrigin });
  return {
    handle: (req, res, { prefix, caller }) => {
      req.headers[callerHeader] = callerText(caller);
      applyPolicy({ req, res, policy, prefix });
      if (from !== '') {
        req.url = targetUnder(from, req.url ?? '/');
        // A range would be one of the file as it was before.
        delete req.headers.range;
        replaceInAnswer(res, from, prefix);
      }
      return handle(req, res);
    },
    upgrade: isDev ? (req, socket, head) => decoy.emit('upgrade', req, socket, head) : undefined,
    warmUp: async (url) => {
      if (isDev) await fetch(`${url}/_next/static/warmup`).catch(() => undefined);
    },
    close: () => app.close(),
  };
}

interface BuiltConfig {
  /** See `next.config.ts`. */
  readonly basePath?: string;
}

/** What `next build` made of `next.config.ts`, defaults filled in; written when the build had succeeded. */
async function readBuiltConfig(folder: string): Promise<BuiltConfig> {
  try {
    const text = await readFile(join(folder, '.next', 'required-server-files.json'), 'utf8');
    const { config } = JSON.parse(text) as { config?: BuiltConfig };
    if (config !== undefined) return config;
  } catch {
    // Missing or cut short: said below.
  }
  throw notBuilt(folder);
}

/** Said by us: Next's own words come with a stack and speak of a tool that nobody here has called. */
function notBuilt(folder: string): ProblemError {
  return new ProblemError({
    code: 'NOT_READY',
    message: `The pages of the server have not been built yet: ${join(folder, '.next')} is missing or incomplete.`,
    hint: `Run \`npm run build\` in ${folder}, then start the server again.`,
  });
}

interface PageRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly policy: PagePolicy;
  readonly prefix: string;
}

/** Next knows its home without a slash. */
function targetUnder(prefix: string, target: string): string {
  return /^\/(\?|$)/.test(target) ? `${prefix}${target.slice(1)}` : `${prefix}${target}`;
}

/** On the answer for the browser, on the request for Next, which takes the nonce from it. */
function applyPolicy({ req, res, policy, prefix }: PageRequest): void {
  const text = policy.next({ host: req.headers.host, prefix });
  res.setHeader('Content-Security-Policy', text);
  req.headers['content-security-policy'] = text;
}
