import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { sendProblem } from '../../api/rest/respond.ts';
import type { Problem } from '../../contract/problems.ts';
import type { Access } from '../door/access/access.ts';
import type { AddressCap } from '../door/sender/address-cap.ts';
import type { ClientAddress } from '../door/sender/client-address.ts';
import type { Door } from '../door/door.ts';
import type { RunningAccounts } from '../door/access/running-accounts.ts';
import type { RequestHandler } from '../door/request-handler.ts';
import { ownCookie } from '../door/sender/own-cookie.ts';
import { targetOf } from '../door/sender/request-target.ts';
import { whenKnown } from '../door/access/when-known.ts';
import type { Mount } from '../door/mount.ts';
import type { Log } from '../log.ts';

type Handler = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void> | void;

export interface RequestListenerOptions {
  readonly door: Door;
  readonly mount: Mount;
  readonly access: Access;
  readonly address: ClientAddress;
  readonly perAddress: AddressCap;
  readonly securityHeaders: RequestHandler;
  readonly cors: RequestHandler;
  readonly trpc: Handler;
  readonly rest: Handler;
  readonly login: Handler | undefined;
  /** Undefined where nobody is told apart. */
  readonly accounts: Pick<RunningAccounts, 'owns'> | undefined;
  readonly uploads: Handler | undefined;
  readonly pages: Handler | undefined;
  readonly log: Log;
}

/** Every request: first the door, then whoever owns the path. */
export function createRequestListener(options: RequestListenerOptions): RequestListener {
  const noteProxy = createProxyNotice(options);
  return (req, res) => {
    noteProxy(req);
    options.mount.enter(req);
    const url = targetOf(req);
    if (!url) return refuse(res, { code: 'INVALID_REQUEST', message: 'The request cannot be read.' });
    const give = options.perAddress.take(options.address.of(req));
    if (!give) return refuse(res, { code: 'TOO_MANY_REQUESTS', message: 'Too many requests at once.' });
    res.once('close', give);
    options.securityHeaders(req, res, () =>
      options.cors(req, res, () => {
        const exchange = { req, res, url };
        void whenKnown(options.door.refuseRequest(req, url.pathname), (refusal) => {
          if (refusal) turnAway(options, exchange, refusal);
          else letIn(options, exchange);
        });
      }),
    );
  };
}

function letIn(options: RequestListenerOptions, exchange: Exchange): void {
  const { req, res, url } = exchange;
  // It may have gone while it was asked who sends it.
  if (res.destroyed) return;
  // A stream of events or of bytes ends with the session that opened it.
  if (!isLogin(url.pathname))
    res.once(
      'close',
      options.access.follow(req, () => res.destroy()),
    );
  const prolonging = isLasting(url.pathname) ? undefined : options.access.prolong?.(req);
  if (prolonging === undefined) return dispatch(options, exchange);
  void prolonging.then((cookies) => {
    const { address, mount } = options;
    const place = { isSecure: address.isSecure(req), prefix: mount.prefixOf(req) };
    if (cookies.length > 0 && !res.headersSent)
      res.appendHeader(
        'Set-Cookie',
        cookies.map((cookie) => ownCookie(cookie, place)),
      );
    dispatch(options, exchange);
  });
}

/** What browsers and proxies keep, which is sent no cookie along. */
function isLasting(path: string): boolean {
  return path.startsWith('/_next/');
}

/** Says once that a proxy is not known: limits are then counted on the proxy, or, from this machine, not at all. */
function createProxyNotice({ address, log }: RequestListenerOptions): (req: IncomingMessage) => void {
  let isTold = false;
  return (req) => {
    if (isTold || !address.isUntrustedProxy(req)) return;
    isTold = true;
    const sender = req.socket.remoteAddress;
    log.warn({ sender }, 'X-Forwarded-For is not believed: its sender is not in TRUSTED_PROXIES');
  };
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
}

function turnAway(
  { login, mount }: RequestListenerOptions,
  { req, res, url }: Exchange,
  refusal: Problem,
): void {
  if (refusal.code === 'UNAUTHORIZED' && login && wantsPage(req, url)) {
    const next = encodeURIComponent(url.pathname + url.search);
    res.writeHead(303, { Location: `${mount.prefixOf(req)}/login?next=${next}` }).end();
    return;
  }
  if (refusal.code === 'UNAUTHORIZED') res.setHeader('WWW-Authenticate', 'Bearer realm="cutroom"');
  refuse(res, refusal);
}

function wantsPage(req: IncomingMessage, url: URL): boolean {
  const accepts = req.headers.accept ?? '';
  return req.method === 'GET' && !url.pathname.startsWith('/api/') && accepts.includes('text/html');
}

function dispatch(options: RequestListenerOptions, { req, res, url }: Exchange): void {
  const handler = handlerFor(options, url.pathname);
  if (!handler) return refuse(res, { code: 'NOT_FOUND', message: 'There are no pages here.' });
  Promise.resolve()
    .then(() => handler(req, res, url))
    .catch((error: unknown) => {
      options.log.error({ err: error, path: url.pathname }, 'request failed');
      if (res.headersSent) res.destroy();
      else refuse(res, { code: 'INTERNAL', message: 'Something inside Cutroom went wrong.' });
    });
}

function handlerFor(options: RequestListenerOptions, path: string): Handler | undefined {
  if (options.login && options.accounts?.owns(path)) return options.login;
  if (isUnder(path, '/api/trpc')) return options.trpc;
  if (options.uploads && isUnder(path, '/api/upload')) return options.uploads;
  if (isUnder(path, '/api')) return options.rest;
  if (options.login && isLogin(path)) return options.login;
  return options.pages;
}

function isLogin(path: string): boolean {
  return path === '/login' || path === '/logout';
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** The connection ends with the answer: a body that nobody wanted may be on its way. */
function refuse(res: ServerResponse, problem: Problem): void {
  if (!res.req.complete) res.setHeader('Connection', 'close');
  sendProblem(res, problem);
}
