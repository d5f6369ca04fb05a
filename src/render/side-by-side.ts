import { setMaxListeners } from 'node:events';
import type { ChildContext } from './run-child.ts';

/**
 * Runs several works at once. The first failure stops all others, and is thrown when the last of them has ended;
 * when all were stopped from outside, the signal's reason is.
 */
export async function sideBySide(
  outer: ChildContext,
  start: (context: ChildContext) => readonly Promise<void>[],
): Promise<void> {
  const failure = new AbortController();
  const context = { ...outer, signal: AbortSignal.any([outer.signal, failure.signal]) };
  setMaxListeners(0, context.signal);
  let first: { error: unknown } | undefined;
  const fail = (error: unknown) => {
    first ??= { error };
    failure.abort('cancel');
  };
  await Promise.all(start(context).map((work) => work.catch(fail)));
  if (!first) return;
  outer.signal.throwIfAborted();
  throw first.error;
}
