import { setTimeout as wait } from 'node:timers/promises';
import { StorageError, storageFaults } from './storage-error.ts';

export interface Retries {
  /** Tries altogether. */
  readonly tries: number;
  /** The longest wait before the second try, in milliseconds; it doubles with each try. */
  readonly firstMs: number;
}

/** With the waits that this gives, a storage that is away for some ten seconds costs nothing but these. */
export const usualRetries: Retries = { tries: 7, firstMs: 250 };

const longestMs = 8_000;

/**
 * Tries until it succeeds, or fails in a way that another try does not mend, or has failed often enough. Waits a random
 * part of a growing time in between: many who are told to slow down must not come back at once.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { retries, signal }: { readonly retries: Retries; readonly signal: AbortSignal | undefined },
): Promise<T> {
  for (let made = 1; ; made++) {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const isWorthIt = error instanceof StorageError && storageFaults[error.code].isWorthRetrying;
      if (!isWorthIt || made >= retries.tries) throw error;
      const most = Math.min(longestMs, retries.firstMs * 2 ** (made - 1));
      // A third of it at least: no jitter is to make a try of no wait at all.
      const delay = most / 3 + (Math.random() * most * 2) / 3;
      await wait(delay, undefined, { ...(signal && { signal }) }).catch(() => signal?.throwIfAborted());
    }
  }
}
