/** Goes round among many, so many in each turn of the event loop; whoever begins first is through first. */
export interface Rounds {
  /**
   * Calls `visit` for each item, from the next turn on, and `done` after the last. Items may come and go meanwhile
   * as they may while a `Set` is walked through. Neither may throw.
   */
  readonly begin: <Item>(items: Iterable<Item>, visit: (item: Item) => void, done?: () => void) => void;
}

interface Round {
  /** False when it is over. */
  readonly step: () => boolean;
}

/** See `createTurns` for why not all are visited at once; here nobody has to wait on a promise for it. */
export function createRounds(perTurn: number): Rounds {
  const line: Round[] = [];
  let isTurning = false;
  const turn = () => {
    isTurning = line.length > 0;
    // First of all, so that the others have their turn whatever happens in this one.
    if (isTurning) setImmediate(turn);
    for (let left = perTurn; left > 0; left -= 1) {
      const [first] = line;
      if (first === undefined) return;
      if (!first.step()) line.shift();
    }
  };
  return {
    begin: (items, visit, done) => {
      const iterator = items[Symbol.iterator]();
      const step = () => {
        const next = iterator.next();
        if (next.done === true) done?.();
        else visit(next.value);
        return next.done !== true;
      };
      line.push({ step });
      if (isTurning) return;
      isTurning = true;
      setImmediate(turn);
    },
  };
}
