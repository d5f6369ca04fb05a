import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same. The time that it takes tells nothing of how much was right, nor of their lengths. */
export function areEqualSecrets(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
