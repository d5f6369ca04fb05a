import { setMaxListeners } from 'node:events';
import type { ChildContext } from './run-child.ts';

/**
 * Runs several tasks at once and answers what each of them did, in their order. The first failure stops all others,
 * and is thrown when the last of them has ended; when all were stopped from outside, the signal's reason is.
 */
export async function sideBySide<const T extends readonly unknown[]>(
  outer: ChildContext,
  start: (context: ChildContext) => { readonly [K in keyof T]: Promise<T[K]> },
): Promise<T> {
  const failure = new AbortController();
  const context = { ...outer, signal: AbortSignal.any([outer.signal, failure.signal]) };
  setMaxListeners(0, context.signal);
  let first: { error: unknown } | undefined;
  const works = start(context);
  const watched = works.map((work) =>
    work.catch((error: unknown) => {
      first ??= { error };
      failure.abort('cancel');
    }),
  );
  await Promise.all(watched);
  if (!first) return Promise.all(works);
  outer.signal.throwIfAborted();
  throw first.error;
}
