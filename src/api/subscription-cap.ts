import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { ProblemError } from '../contract/problems.ts';
import type { ApiContext } from './context.ts';

/** Live subscriptions that one socket may hold; a page needs one or two. */
export const maxSubscriptionsPerSocket = 32;

/** With this much waiting for its reader a socket's subscriptions wait as well: what they tell then is the latest. */
const maxWaitingBytes = 64 * 2 ** 10;
const lookAgainMs = 200;

const live = new WeakMap<WebSocket, number>();

/**
 * Runs a subscription within its socket's allowance: of subscriptions, and of bytes that wait. Counted when the
 * generator starts and not before: tRPC drops generators that it never starts, and a count taken earlier would
 * never be given back.
 */
export async function* withinSocketCap<Value, Event>(
  { socket }: ApiContext,
  source: AsyncGenerator<Value, void, void>,
  eventOf: (value: Value) => Event,
): AsyncGenerator<Event, void, void> {
  if (!socket) {
    for await (const value of source) yield eventOf(value);
    return;
  }
  const count = live.get(socket) ?? 0;
  if (count >= maxSubscriptionsPerSocket) throw tooMany();
  live.set(socket, count + 1);
  try {
    for await (const value of source) {
      yield eventOf(value);
      while (isBehind(socket)) await wait(lookAgainMs);
    }
  } finally {
    live.set(socket, (live.get(socket) ?? 1) - 1);
  }
}

/** One that does not read at all is ended by the heartbeat. */
function isBehind(socket: WebSocket): boolean {
  return socket.readyState === WebSocket.OPEN && socket.bufferedAmount > maxWaitingBytes;
}

function tooMany(): ProblemError {
  return new ProblemError({
    code: 'TOO_MANY_REQUESTS',
    message: `One connection may hold ${maxSubscriptionsPerSocket} subscriptions at most.`,
    hint: 'End some, or follow all exports with the one subscription called queue.',
  });
}
