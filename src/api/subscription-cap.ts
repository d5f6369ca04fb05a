import type { WebSocket } from 'ws';
import { ProblemError } from '../contract/problems.ts';
import type { ApiContext } from './context.ts';

/** Live subscriptions that one socket may hold; a page needs one or two. */
export const maxSubscriptionsPerSocket = 32;

const live = new WeakMap<WebSocket, number>();

/**
 * Runs a subscription within its socket's allowance. Counted when the generator starts and not before: tRPC
 * drops generators that it never starts, and a count taken earlier would never be given back.
 */
export async function* withinSocketCap<T>(
  { socket }: ApiContext,
  source: AsyncGenerator<T, void, void>,
): AsyncGenerator<T, void, void> {
  if (!socket) return yield* source;
  const count = live.get(socket) ?? 0;
  if (count >= maxSubscriptionsPerSocket) throw tooMany();
  live.set(socket, count + 1);
  try {
    yield* source;
  } finally {
    live.set(socket, (live.get(socket) ?? 1) - 1);
  }
}

function tooMany(): ProblemError {
  return new ProblemError({
    code: 'TOO_MANY_REQUESTS',
    message: `One connection may hold ${maxSubscriptionsPerSocket} subscriptions at most.`,
    hint: 'End some, or follow all exports with the one subscription called queue.',
  });
}
