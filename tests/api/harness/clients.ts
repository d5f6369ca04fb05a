import {
  createTRPCClient,
  createWSClient,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  wsLink,
} from '@trpc/client';
import { EventSource } from 'eventsource';
import superjson from 'superjson';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../../src/api/router.ts';

/** A typed client with everything over one WebSocket. */
export function socketClient(url: string) {
  const sockets: WebSocket[] = [];
  class Observed extends WebSocket {
    constructor(address: string) {
      super(address);
      sockets.push(this);
    }
  }
  const ws = createWSClient({
    url: `${url.replace('http', 'ws')}/api/trpc`,
    WebSocket: Observed as unknown as typeof globalThis.WebSocket,
    retryDelayMs: () => 20,
  });
  const client = createTRPCClient<AppRouter>({ links: [wsLink({ client: ws, transformer: superjson })] });
  return { client, sockets, [Symbol.dispose]: () => void ws.close() };
}

/** A typed client over HTTP, subscriptions as server-sent events. */
export function httpClient(url: string, headers: Record<string, string> = {}) {
  const options = { url: `${url}/api/trpc`, transformer: superjson };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ ...options, EventSource }),
        false: httpLink({ ...options, headers }),
      }),
    ],
  });
}

export interface Collected<T> {
  readonly events: { id: string; data: T }[];
  /** Resolves when the stream is over; rejects with its error. */
  readonly done: Promise<void>;
  /** Resolves with the first event, past or to come, that fits. */
  readonly until: (fits: (data: T) => boolean) => Promise<T>;
  readonly stop: () => void;
}

/** Collects a subscription. */
export function collect<T>(
  subscribe: (handlers: {
    onData: (event: { id: string; data: T }) => void;
    onError: (error: unknown) => void;
    onComplete: () => void;
  }) => { unsubscribe: () => void },
): Collected<T> {
  const events: { id: string; data: T }[] = [];
  const waiting = new Set<() => void>();
  const { promise: done, resolve, reject } = deferred();
  done.catch(() => undefined);
  const subscription = subscribe({
    onData: (event) => {
      events.push(event);
      for (const wake of waiting) wake();
    },
    onError: (error) => reject(error),
    onComplete: () => resolve(),
  });
  return {
    events,
    done,
    stop: () => subscription.unsubscribe(),
    until: (fits) =>
      new Promise((found) => {
        const look = (): void => {
          const hit = events.find(({ data }) => fits(data));
          if (!hit) return;
          waiting.delete(look);
          found(hit.data);
        };
        waiting.add(look);
        look();
      }),
  };
}

export function deferred(): {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
} {
  let resolve = (): void => undefined;
  let reject = (_error: unknown): void => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
