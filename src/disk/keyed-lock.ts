/** Lets only one piece of work at a time run for each key, in the order in which they came. */
export interface KeyedLock {
  readonly run: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;
  /** Resolves when nothing runs or waits. */
  readonly idle: () => Promise<void>;
}

export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run: async (key, work) => {
      const before = tails.get(key) ?? Promise.resolve();
      const mine = before.then(work);
      const tail = mine.catch(() => undefined);
      tails.set(key, tail);
      try {
        return await mine;
      } finally {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
    idle: async () => {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
