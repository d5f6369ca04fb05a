import { setTimeout as delay } from 'node:timers/promises';

/** Hands on values one at a time and not too often: of those that come in between only the latest. */
export interface LatestOnly<Value> {
  readonly put: (value: Value) => void;
  /** Takes no more, and resolves when nothing is being handed on. What was not handed on is dropped. */
  readonly close: () => Promise<void>;
}

/** `handOn` may reject: the next value is handed on all the same. */
export function createLatestOnly<Value>(
  intervalMs: number,
  handOn: (value: Value) => Promise<void>,
): LatestOnly<Value> {
  const closing = new AbortController();
  let next: { readonly value: Value } | undefined;
  let working: Promise<void> | undefined;
  const work = async () => {
    while (next !== undefined && !closing.signal.aborted) {
      const { value } = next;
      next = undefined;
      await handOn(value).catch(() => undefined);
      await delay(intervalMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    working = undefined;
  };
  return {
    put: (value) => {
      next = { value };
      working ??= work();
    },
    close: async () => {
      closing.abort();
      await working;
    },
  };
}
