import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../../contract/problems.ts';
import type { ApiContext } from '../context.ts';
import type { EventSocket } from './event-socket.ts';

/** Live subscriptions that one socket may hold; a page needs one or two. */
export const maxSubscriptionsPerSocket = 32;

/** With this much waiting for its reader a socket's subscriptions wait as well: what they tell then is the latest. */
const maxWaitingBytes = 64 * 2 ** 10;
const lookAgainMs = 200;

const live = new WeakMap<EventSocket, number>();

/** Counts one more subscription of the socket, or throws; answers how to give its place back, once. */
export function reserveSubscription(socket: EventSocket): () => void {
  const count = live.get(socket) ?? 0;
  if (count >= maxSubscriptionsPerSocket) throw tooMany();
  live.set(socket, count + 1);
  return () => live.set(socket, (live.get(socket) ?? 1) - 1);
}

/**
 * Runs a subscription within its socket's allowance: of subscriptions, and of bytes that wait. Counted when the
 * generator starts and not before: tRPC drops generators that it never starts, and a count taken earlier would
 * never be given back.
 */
export async function* withinSocketCap<Value, Event>(
  { socket }: Pick<ApiContext, 'socket'>,
  source: AsyncGenerator<Value, void, void>,
  eventOf: (value: Value) => Event,
): AsyncGenerator<Event, void, void> {
  if (!socket) {
    for await (const value of source) yield eventOf(value);
    return;
  }
  const releaseSubscription = reserveSubscription(socket);
  try {
    for await (const value of source) {
      yield eventOf(value);
      while (isBehind(socket)) await wait(lookAgainMs);
    }
  } finally {
    releaseSubscription();
  }
}

/** One that does not read at all is ended by the heartbeat. */
export function isBehind(socket: EventSocket): boolean {
  return socket.bufferedAmount > maxWaitingBytes && socket.isOpen;
}

function tooMany(): ProblemError {
  return new ProblemError({
    code: 'TOO_MANY_REQUESTS',
    message: `One connection may hold ${maxSubscriptionsPerSocket} subscriptions at most.`,
    hint: 'End some, or follow all exports with the one subscription called queue.',
  });
}
