import type { IncomingMessage } from 'node:http';
import { clientAddressOf } from './client-address.ts';

/** Wrong guesses of one address that are answered in a minute; a person needs two. */
const guessesPerMinute = 20;
const windowMs = 60_000;
/** More than that guess at once only in an attack; then the earliest are forgotten. */
const maxAddresses = 10_000;

/** Counts wrong guesses, each address for itself, so that nobody locks others out. */
export interface GuessLimit {
  readonly isSpent: (req: IncomingMessage) => boolean;
  readonly noteWrong: (req: IncomingMessage) => void;
}

export function createGuessLimit(now: () => number = Date.now): GuessLimit {
  const wrong = new Map<string, { count: number; readonly since: number }>();
  const find = (address: string) => {
    const found = wrong.get(address);
    if (found === undefined || now() - found.since <= windowMs) return found;
    wrong.delete(address);
    return undefined;
  };
  return {
    isSpent: (req) => (find(addressOf(req))?.count ?? 0) >= guessesPerMinute,
    noteWrong: (req) => {
      const address = addressOf(req);
      const found = find(address);
      if (found) {
        found.count += 1;
        return;
      }
      const [oldest] = wrong.keys();
      if (wrong.size >= maxAddresses && oldest !== undefined) wrong.delete(oldest);
      wrong.set(address, { count: 1, since: now() });
    },
  };
}

function addressOf(req: IncomingMessage): string {
  return clientAddressOf(req) ?? 'this machine';
}
