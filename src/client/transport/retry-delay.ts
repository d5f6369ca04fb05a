/**
 * Milliseconds to wait before connection attempt `attempt`, counted from 0: at most half a second at first,
 * then growing to five, half of it chance, so that a restarted server does not meet every page at once.
 */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  if (attempt <= 0) return random() * 500;
  return Math.min(500 * 1.6 ** attempt, 5000) * (0.5 + random() / 2);
}
