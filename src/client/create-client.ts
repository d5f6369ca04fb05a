import { createTRPCClient, retryLink, splitLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../api/router.ts';
import type { ExportStatus } from '../contract/status.ts';
import { endpointsOf } from './endpoints.ts';
import { isWorthRetrying } from './problem-of.ts';
import { requestLink } from './request-link.ts';
import { retryDelayMs } from './retry-delay.ts';
import { subscriptionLink } from './subscription-link.ts';
import { TransportSwitch } from './transport-switch.ts';
import { watchExport } from './watch-export.ts';

export interface CutroomClientOptions {
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
  /** The server's full address for a path it handed out, such as `status.downloadUrl`. */
  readonly absoluteUrl: (path: string) => string;
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
  const subscriptions = subscriptionLink({
    endpoints,
    classes: {
      WebSocket: options.WebSocket ?? globalThis.WebSocket,
      EventSource: options.EventSource ?? globalThis.EventSource,
    },
    choice: new TransportSwitch({
      isServerAlive: () => answers(endpoints.health),
      startWith: options.transport === 'sse' ? 'sse' : 'websocket',
      mayChange: (options.transport ?? 'auto') === 'auto',
    }),
  });
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink<AppRouter>({
        condition: (operation) => operation.type === 'subscription',
        true: [resumingLink(), subscriptions.link],
        false: requestLink(endpoints),
      }),
    ],
  });
  return {
    trpc,
    absoluteUrl: (path) => new URL(path.replace(/^\//, ''), endpoints.root).href,
    watchExport: (jobId, watch) => watchExport({ trpc, jobId, signal: watch?.signal }),
    close: subscriptions.close,
  };
}

/** Subscribes again, from the last event on, whatever ended the stream but a refusal. */
function resumingLink() {
  return retryLink<AppRouter>({
    retry: ({ error }) => isWorthRetrying(error),
    retryDelayMs: (attempts) => retryDelayMs(attempts - 1),
  });
}

/** Most that a healthy server may take to say that it is, in milliseconds. */
const healthLimitMs = 4000;

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(healthLimitMs) });
    return answer.ok;
  } catch {
    return false;
  }
}
