import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** How soon a change shows. Polling sees what every file system does; network disks report no changes. */
const pollMs = 2_000;

/** A look that takes long (a slow disk, very many files) is followed by a rest of this many times its length. */
const restPerWork = 10;

/**
 * Watches a listing for any number of listeners with one pair of eyes, and only while somebody listens. Each
 * gets the whole list at once and again after each change. A look that fails is as no look: the next one
 * tells more.
 */
export function createListWatch<Item>(list: () => Promise<readonly Item[]>) {
  const listeners = new Set<(items: readonly Item[]) => void>();
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    while (listeners.size > 0) {
      const begun = performance.now();
      const items = await list().catch(() => undefined);
      if (items) for (const tell of listeners) tell(items);
      const restMs = Math.max(pollMs, restPerWork * (performance.now() - begun));
      await wait(restMs, undefined, { ref: false });
    }
    isLooking = false;
  };

  return async function* watch(signal: AbortSignal): AsyncGenerator<readonly Item[], void, void> {
    let latest = await list();
    yield latest;
    let news: readonly Item[] | undefined;
    let wake = (): void => undefined;
    const tell = (items: readonly Item[]): void => {
      news = items;
      wake();
    };
    const onAbort = (): void => wake();
    listeners.add(tell);
    signal.addEventListener('abort', onAbort);
    void look();
    try {
      while (!signal.aborted) {
        const asleep = new Promise<void>((resolve) => (wake = resolve));
        if (news === undefined) await asleep;
        const items = news;
        news = undefined;
        if (items === undefined || isDeepStrictEqual(items, latest)) continue;
        latest = items;
        yield items;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      listeners.delete(tell);
    }
  };
}
