import {
  createWSClient,
  httpSubscriptionLink,
  TRPCClientError,
  wsLink,
  type TRPCLink,
  type TRPCWebSocketClient,
} from '@trpc/client';
import { observable } from '@trpc/server/observable';
import superjson from 'superjson';
import type { AppRouter } from '../api/router.ts';
import type { Endpoints } from './endpoints.ts';
import { fastClosing } from './fast-close-socket.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { TransportSwitch } from './transport-switch.ts';

/** What a browser has built in and other places may have to bring. */
export interface SocketClasses {
  readonly WebSocket: typeof WebSocket | undefined;
  readonly EventSource: typeof EventSource | undefined;
}

export interface SubscriptionLinkOptions {
  readonly endpoints: Endpoints;
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
        const leave = options.choice.join(() => {
          observer.error(TRPCClientError.from(new Error(switched)));
          void hangUp();
        });
        socket ??= openSocket(options);
        const overSocket = wsLink<AppRouter>({ client: socket, transformer: superjson })(runtime);
        const subscription = overSocket({ op, next }).subscribe(observer);
        return () => {
          leave();
          subscription.unsubscribe();
        };
      });
  };
  return { link, close: hangUp };
}

function openSocket({ endpoints, classes, choice }: SubscriptionLinkOptions): TRPCWebSocketClient {
  if (classes.WebSocket === undefined)
    throw new Error('There is no WebSocket here; pass one as `WebSocket`.');
  return createWSClient({
    url: endpoints.socket,
    WebSocket: fastClosing(classes.WebSocket),
    lazy: { enabled: true, closeMs: 10_000 },
    // Twelve seconds to notice a dead connection; a shorter wait for the pong would cut off a busy server.
    keepAlive: { enabled: true, intervalMs: 5000, pongTimeoutMs: 5000 },
    retryDelayMs: (attempt) => retryDelayMs(attempt),
    onOpen: () => choice.opened(),
    onClose: () => void choice.closed(),
  });
}

function eventSourceLink({ endpoints, classes }: SubscriptionLinkOptions): TRPCLink<AppRouter> {
  if (classes.EventSource === undefined) {
    return () => () =>
      observable((observer) =>
        observer.error(
          TRPCClientError.from(new Error('There is no EventSource here; pass one as `EventSource`.')),
        ),
      );
  }
  return httpSubscriptionLink<AppRouter, typeof EventSource>({
    url: endpoints.http,
    transformer: superjson,
    EventSource: classes.EventSource,
    eventSourceOptions: { withCredentials: true },
  });
}
