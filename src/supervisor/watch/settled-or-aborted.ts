/** What `settledOrAborted` resolves with when the signal came first. */
export const ABORTED = Symbol('aborted');

/**
 * Waits for the promise, but no longer than until the signal is aborted. Unlike `Promise.race` with one
 * long-lived promise it leaves nothing behind, so it can be called for every chunk of a long stream.
 * A rejection that comes after the abort is dropped.
 */
export function settledOrAborted<T>(
  promise: PromiseLike<T>,
  signal: AbortSignal,
): Promise<T | typeof ABORTED> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(ABORTED);
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
    if (signal.aborted) onAbort();
  });
}
