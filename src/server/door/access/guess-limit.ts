/** Wrong guesses of one address that are answered in a minute; a person needs two. */
const guessesPerMinute = 20;
const windowMs = 60_000;
/** More than that guess at once only in an attack; then the earliest are forgotten. */
const maxAddresses = 10_000;

/** Counts wrong guesses, each address for itself; undefined is this machine. */
export interface GuessLimit {
  readonly isSpent: (address: string | undefined) => boolean;
  readonly noteWrong: (address: string | undefined) => void;
}

/** `now` in milliseconds, of a clock that nobody sets. */
export function createGuessLimit(now: () => number = () => performance.now()): GuessLimit {
  const wrong = new Map<string | undefined, { count: number; readonly since: number }>();
  const find = (address: string | undefined) => {
    const found = wrong.get(address);
    if (found === undefined || now() - found.since <= windowMs) return found;
    wrong.delete(address);
    return undefined;
  };
  return {
    isSpent: (address) => (find(address)?.count ?? 0) >= guessesPerMinute,
    noteWrong: (address) => {
      const found = find(address);
      if (found) {
        found.count += 1;
        return;
      }
      if (wrong.size >= maxAddresses) {
        const oldest = wrong.keys().next();
        if (oldest.done !== true) wrong.delete(oldest.value);
      }
      wrong.set(address, { count: 1, since: now() });
    },
  };
}
