/** When a message that was not delivered is tried again. */
export interface RetryTimes {
  /** Between the first try and the second; each later gap is three times the one before. */
  readonly firstGapMs: number;
  readonly longestGapMs: number;
  /** It is given up this long after its day began. */
  readonly windowMs: number;
}

/** 5 s, 15 s, 45 s, … 3 hours; for 24 hours: eight tries in the first hour and a half, then about one every three hours. */
export const ordinaryRetryTimes: RetryTimes = {
  firstGapMs: 5_000,
  longestGapMs: 3 * 3_600_000,
  windowMs: 24 * 3_600_000,
};

/**
 * When to try next, in milliseconds since the epoch; null when it is given up. `failures` counts from 1, `chance` is
 * 0..1: gaps are stretched by up to a fifth, so that what failed together does not come back together.
 */
export function nextTry(
  times: RetryTimes,
  tried: { readonly failures: number; readonly since: number; readonly now: number; readonly chance: number },
): number | null {
  const gap = Math.min(times.longestGapMs, times.firstGapMs * 3 ** (tried.failures - 1));
  const at = tried.now + gap * (1 + tried.chance / 5);
  return at - tried.since <= times.windowMs ? at : null;
}
