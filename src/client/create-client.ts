import { createTRPCClient, retryLink, splitLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../api/router.ts';
import type { ExportStatus } from '../contract/exports/status.ts';
import { credentialsOf, type CredentialOptions } from './credentials.ts';
import { endpointsOf } from './endpoints.ts';
import { isWorthRetrying } from './problem-of.ts';
import { lookAtServer, type Server } from './transport/refusals.ts';
import { requestLink } from './transport/request-link.ts';
import { retryDelayMs } from './transport/retry-delay.ts';
import { subscriptionLink } from './transport/subscription-link.ts';
import { TransportSwitch } from './transport/transport-switch.ts';
import { watchExport } from './watch-export.ts';

export interface CutroomClientOptions extends CredentialOptions {
  /** `https://cutroom.example`, or with the path a proxy serves it under. Empty: the page's own origin. */
  readonly url: string;
  /** `auto` (the default) uses a WebSocket and, where those are refused, Server-Sent Events. */
  readonly transport?: 'auto' | 'websocket' | 'sse';
  /** For places without their own, such as Node 20: the class of the `ws` package. */
  readonly WebSocket?: typeof WebSocket;
  /** For places without their own, such as Node: the class of the `eventsource` package. */
  readonly EventSource?: typeof EventSource;
}

/** One Cutroom server, as a program sees it. Sockets are open only while something is subscribed. */
export interface CutroomClient {
  /** Every procedure of the server, typed: `trpc.createExport.mutate(config)`. */
  readonly trpc: TRPCClient<AppRouter>;
  /** Whether addresses have to be signed for who sends no headers with them. */
  readonly hasToken: boolean;
  /** The server's full address for a path it handed out, such as `status.downloadUrl`. */
  readonly absoluteUrl: (path: string) => string;
  /**
   * The same with a ticket in it, which opens that one path for an hour to whoever has the address: for links, players
   * and pictures, with which browsers send no token. Without a token it is `absoluteUrl`.
   */
  readonly signedUrl: (path: string) => Promise<string>;
  /** Headers for requests of your own to this server. */
  readonly headers: () => Promise<Record<string, string>>;
  /**
   * Every change of one export from now on, the current state first; ends after the final state. Goes on
   * by itself after a lost connection, without loss or repeat. Aborting ends it quietly.
   */
  readonly watchExport: (jobId: string, options?: { signal?: AbortSignal }) => AsyncIterable<ExportStatus>;
  /** Ends every subscription and hangs up. */
  readonly close: () => Promise<void>;
}

/** Makes a client. Cheap and silent: nothing is sent before the first call. */
export function createCutroomClient(options: CutroomClientOptions): CutroomClient {
  const endpoints = endpointsOf(options.url);
  const credentials = credentialsOf(options);
  const server = { endpoints, credentials };
  const ticketFor = async (path: string): Promise<string | undefined> =>
    credentials.hasToken ? (await trpc.ticket.query({ path })).ticket : undefined;
  const askForSocketToken = async (): Promise<string | undefined> =>
    (await trpc.account.socketToken.mutate().catch(() => undefined))?.token ?? undefined;
  const subscriptions = subscriptionLink({
    ...server,
    socketToken: socketTokenOf(options, server, askForSocketToken),
    ticket: async () => {
      if (!credentials.isShownByHeaders) return ticketFor('/api/trpc/');
      return (await trpc.ticket.query({ path: '/api/trpc/' })).ticket;
    },
    classes: {
      WebSocket: options.WebSocket ?? globalThis.WebSocket,
      EventSource: options.EventSource ?? globalThis.EventSource,
    },
    choice: new TransportSwitch({
      look: () => lookAtServer(server),
      startWith: options.transport === 'sse' ? 'sse' : 'websocket',
      mayChange: (options.transport ?? 'auto') === 'auto',
    }),
  });
  const trpc: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({
    links: [
      splitLink<AppRouter>({
        condition: (operation) => operation.type === 'subscription',
        true: [resumingLink(), subscriptions.link],
        false: requestLink(server),
      }),
    ],
  });
  const absoluteUrl = (path: string): string => addressOf(path, endpoints.root);
  return {
    trpc,
    hasToken: credentials.hasToken,
    absoluteUrl,
    signedUrl: async (path) => {
      const ticket = await ticketFor(path);
      const url = new URL(absoluteUrl(path));
      if (ticket !== undefined) url.searchParams.set('ticket', ticket);
      return url.href;
    },
    headers: credentials.headers,
    watchExport: (jobId, watch) => watchExport({ trpc, jobId, signal: watch?.signal }),
    close: subscriptions.close,
  };
}

/** What a socket brings as its first message; undefined where it has nothing to say: its browser sends a cookie. */
function socketTokenOf(
  { socketToken, token }: CredentialOptions,
  { endpoints, credentials }: Server,
  ask: () => Promise<string | undefined>,
): (() => Promise<string | undefined>) | undefined {
  if (socketToken !== undefined) return socketToken;
  if (token !== undefined) return credentials.token;
  const isElsewhere = typeof location !== 'undefined' && new URL(endpoints.root).origin !== location.origin;
  return isElsewhere || credentials.isShownByHeaders ? ask : undefined;
}

/** A path that a server handed out, with or without the prefix that it is served under. */
function addressOf(path: string, root: string): string {
  const { pathname } = new URL(root);
  return new URL(path.startsWith(pathname) ? path : `${pathname}${path.replace(/^\//, '')}`, root).href;
}

/** Subscribes again, from the last event on, whatever ended the stream but a refusal. */
function resumingLink() {
  return retryLink<AppRouter>({
    retry: ({ error }) => isWorthRetrying(error),
    retryDelayMs: (attempts) => retryDelayMs(attempts - 1),
  });
}
