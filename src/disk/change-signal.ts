/** Those who wait for the next change. Nothing is queued: who wakes looks at the state itself. */
export interface ChangeSignal {
  readonly raise: () => void;
  /** Resolves at the next `raise` or when the signal aborts, whichever is first; leaves nothing behind. */
  readonly next: (signal: AbortSignal) => Promise<void>;
  /** How many wait. */
  readonly size: () => number;
}

export function createChangeSignal(): ChangeSignal {
  const sleepers = new Set<() => void>();
  return {
    raise: () => {
      for (const rouse of [...sleepers]) rouse();
    },
    next: (signal) =>
      untilAborted(signal, (rouse) => {
        sleepers.add(rouse);
        return () => sleepers.delete(rouse);
      }),
    size: () => sleepers.size,
  };
}

/** Resolves after so many milliseconds or when the signal aborts; leaves neither timer nor listener behind. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return untilAborted(signal, (rouse) => {
    const timer = setTimeout(rouse, ms);
    return () => clearTimeout(timer);
  });
}

function untilAborted(signal: AbortSignal, start: (rouse: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const rouse = (): void => {
      stop();
      signal.removeEventListener('abort', rouse);
      resolve();
    };
    const stop = start(rouse);
    signal.addEventListener('abort', rouse);
  });
}
