import {
  createWSClient,
  httpSubscriptionLink,
  TRPCClientError,
  wsLink,
  type TRPCLink,
  type TRPCWebSocketClient,
} from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '../../api/router.ts';
import { fastClosing } from './fast-close-socket.ts';
import { problemOf } from '../problem-of.ts';
import { refusedCallOf, lookAtServer, type Server } from './refusals.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { TransportSwitch } from './transport-switch.ts';
import { wireJson } from './wire-json.ts';

/** What a browser has built in and other places may have to bring. */
export interface SocketClasses {
  readonly WebSocket: typeof WebSocket | undefined;
  readonly EventSource: typeof EventSource | undefined;
}

export interface SubscriptionLinkOptions extends Server {
  /** What lets sockets in, as their first message; undefined where they bring none. */
  readonly socketToken: (() => Promise<string | undefined>) | undefined;
  /** What lets event streams in, which carry no headers; undefined where nothing is asked for. */
  readonly ticket: () => Promise<string | undefined>;
  readonly classes: SocketClasses;
  readonly choice: TransportSwitch;
}

/** The link, and how to hang up. */
export interface SubscriptionLink {
  readonly link: TRPCLink<AppRouter>;
  readonly close: () => Promise<void>;
}

/** Said inside to the retrying link in front: subscribe again, from the last event on. */
const switched = 'WebSockets are refused here; going on with Server-Sent Events.';

/**
 * Subscriptions over one WebSocket, and over Server-Sent Events from the moment `choice` gives sockets up.
 * Stands behind a retrying link, which subscribes again with the id of the last event it saw; so the change
 * of transport loses and repeats nothing. Nothing is opened before the first subscription.
 */
export function subscriptionLink(options: SubscriptionLinkOptions): SubscriptionLink {
  let socket: TRPCWebSocketClient | undefined;
  const hangUp = async () => {
    const closing = socket;
    socket = undefined;
    await closing?.close();
  };
  const link: TRPCLink<AppRouter> = (runtime) => {
    const sse = eventSourceLink(options)(runtime);
    return ({ op, next }) =>
      observable((observer) => {
        if (options.choice.transport === 'sse') return sse({ op, next }).subscribe(observer);
        const leave = options.choice.join((problem) => {
          observer.error(
            problem === undefined ? TRPCClientError.from(new Error(switched)) : refusedCallOf(problem),
          );
          void hangUp();
        });
        socket ??= openSocket(options);
        const overSocket = wsLink<AppRouter>({ client: socket, transformer: wireJson })(runtime);
        const subscription = overSocket({ op, next }).subscribe(observer);
        return () => {
          leave();
          subscription.unsubscribe();
        };
      });
  };
  return { link, close: hangUp };
}

/** The server's code for a socket whose token is not the right one. */
const rejectedCode = 4401;

function openSocket({
  endpoints,
  socketToken,
  classes,
  choice,
}: SubscriptionLinkOptions): TRPCWebSocketClient {
  if (classes.WebSocket === undefined)
    throw new Error('There is no WebSocket here; pass one as `WebSocket`.');
  let hasSentToken = false;
  return createWSClient({
    url: endpoints.socket,
    // Browsers send no headers with a handshake: the token comes as the first message.
    ...(socketToken && {
      connectionParams: async () => {
        const token = await socketToken();
        hasSentToken = token !== undefined;
        return { token: token ?? '' };
      },
    }),
    WebSocket: fastClosing(classes.WebSocket),
    lazy: { enabled: true, closeMs: 10_000 },
    // Twelve seconds to notice a dead connection; a shorter wait for the pong would cut off a busy server.
    keepAlive: { enabled: true, intervalMs: 5000, pongTimeoutMs: 5000 },
    retryDelayMs: (attempt) => retryDelayMs(attempt),
    onOpen: () => choice.opened(),
    onClose: (end) => void choice.closed({ wasRejected: end?.code === rejectedCode, hasSentToken }),
  });
}

function eventSourceLink(options: SubscriptionLinkOptions): TRPCLink<AppRouter> {
  const { endpoints, classes, ticket } = options;
  if (classes.EventSource === undefined) {
    return () => () =>
      observable((observer) =>
        observer.error(
          TRPCClientError.from(new Error('There is no EventSource here; pass one as `EventSource`.')),
        ),
      );
  }
  const link = httpSubscriptionLink<AppRouter, typeof EventSource>({
    url: async () => {
      const secret = await ticket();
      return secret === undefined ? endpoints.http : `${endpoints.http}?ticket=${encodeURIComponent(secret)}`;
    },
    transformer: wireJson,
    EventSource: classes.EventSource,
    eventSourceOptions: { withCredentials: true },
  });
  return (runtime) => {
    const send = link(runtime);
    return (call) =>
      observable((observer) =>
        send(call).subscribe({
          ...observer,
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          // An event stream does not say why it ended.
          error: (error) => {
            if (problemOf(error).code !== 'OFFLINE') return observer.error(error);
            void lookAtServer(options).then((view) =>
              observer.error(view.kind === 'refused' ? refusedCallOf(view.problem) : error),
            );
          },
        }),
      );
  };
}
