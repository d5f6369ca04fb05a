/** The longest delay a timer takes; beyond it Node fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

export interface StallWatch {
  /** The child got on. */
  noteSign(): void;
  /** The child waits for us, not we for it; call the answer once when it no longer does. */
  pause(): () => void;
  isPaused(): boolean;
  dispose(): void;
}

/**
 * Calls `onStall` once, when for `stallMs` there was no sign of life and the child was free to give one.
 * Undefined or infinite: never.
 */
export function watchForStall(stallMs: number | undefined, onStall: () => void): StallWatch {
  const limitMs = stallMs ?? Number.POSITIVE_INFINITY;
  let lastSignAt = performance.now();
  let pauseCount = 0;
  let timer: NodeJS.Timeout | undefined;
  let recheck: NodeJS.Immediate | undefined;

  const remainingMs = (): number => (pauseCount > 0 ? limitMs : limitMs - (performance.now() - lastSignAt));
  const arm = (): void => {
    timer = setTimeout(check, Math.min(MAX_TIMER_MS, Math.max(1, remainingMs())));
  };
  const check = (): void => {
    if (remainingMs() > 0) return arm();
    // After a long pause of our own event loop this timer runs before what the child wrote has been read:
    // look again when it has.
    recheck = setImmediate(() => (remainingMs() > 0 ? arm() : onStall()));
  };
  const noteSign = (): void => {
    lastSignAt = performance.now();
  };
  if (Number.isFinite(limitMs)) arm();

  return {
    noteSign,
    isPaused: () => pauseCount > 0,
    pause: () => {
      pauseCount += 1;
      return () => {
        pauseCount -= 1;
        noteSign();
      };
    },
    dispose: () => {
      clearTimeout(timer);
      clearImmediate(recheck);
    },
  };
}
