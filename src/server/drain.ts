import { setTimeout as wait } from 'node:timers/promises';
import type { HttpServer } from './http/http-server.ts';
import type { Log } from './log.ts';
import type { Pages } from './pages/next-pages.ts';
import type { TrpcSockets } from './sockets/trpc-sockets.ts';

/** Together below the ten seconds that container engines give before they kill. */
const stopWorkMs = 8_000;
const flushMs = 100;
const goodbyeMs = 250;
const pagesMs = 500;

export interface DrainOptions {
  readonly stopWork: () => Promise<void>;
  readonly sockets: TrpcSockets;
  readonly http: HttpServer;
  readonly pages: Pages | undefined;
  readonly log: Log;
}

/**
 * Ends a server in the order in which nobody loses anything: work stops and its last states are written and
 * sent while everybody still listens; only then are clients told to come back, and only then are
 * connections ended. Told earlier, they would leave before the last state.
 */
export async function drain({ stopWork, sockets, http, pages, log }: DrainOptions): Promise<void> {
  const hasStopped = await within(stopWorkMs, stopWork());
  if (!hasStopped) log.error(`work did not stop within ${stopWorkMs / 1000} s`);
  http.stopListening();
  if (http.countConnections() > 0) await wait(flushMs);
  sockets.askToReconnect();
  await untilGone(http, goodbyeMs);
  sockets.terminate();
  http.destroyConnections();
  if (pages) await within(pagesMs, pages.close());
}

async function untilGone(http: HttpServer, limitMs: number): Promise<void> {
  for (let waited = 0; waited < limitMs && http.countConnections() > 0; waited += 25) await wait(25);
}

/** Whether the work ended in time; its failure counts as an end and is the caller's to have logged. */
async function within(limitMs: number, work: Promise<void>): Promise<boolean> {
  const limit = new AbortController();
  const timeUp = wait(limitMs, false, { signal: limit.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), timeUp]);
  } catch {
    return true;
  } finally {
    limit.abort();
  }
}
