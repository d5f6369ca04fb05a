/** Those who wait for the next change of something. Nothing is queued: who wakes looks at the state itself. */
export interface WakeSet {
  readonly wake: () => void;
  /** Resolves at the next `wake` or when the signal aborts, whichever is first; leaves nothing behind. */
  readonly next: (signal: AbortSignal) => Promise<void>;
  readonly size: () => number;
}

export function createWakeSet(): WakeSet {
  const sleepers = new Set<() => void>();
  return {
    wake: () => {
      for (const rouse of [...sleepers]) rouse();
    },
    next: (signal) =>
      new Promise((resolve) => {
        const rouse = () => {
          sleepers.delete(rouse);
          signal.removeEventListener('abort', rouse);
          resolve();
        };
        if (signal.aborted) {
          resolve();
          return;
        }
        sleepers.add(rouse);
        signal.addEventListener('abort', rouse);
      }),
    size: () => sleepers.size,
  };
}

/** Resolves after so many milliseconds or when the signal aborts; leaves neither timer nor listener behind. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
