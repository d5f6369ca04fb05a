/** What decides when an export's turn comes. Kept in its record: what is put back has its old place. */
export interface Turn {
  /** -10..10: the higher goes first, whoever waits. */
  readonly priority: number;
  /** Where its work begins on the line of fair time (`FairClock`): within a priority the smaller goes first. */
  readonly startTag: number;
  /** Creation sequence, where all else is equal. */
  readonly order: number;
}

/** Whose turn it is and how much work it brings, as whoever asks for an export says it. */
export interface TurnWish {
  /** -10..10, 0 unless told. */
  readonly priority?: number;
  /** Whoever shares the turns with others: a user or a caller's key. All who are not named count as one. */
  readonly owner?: string;
  /** Of work, by the plan; at least a second is counted. */
  readonly estimatedSeconds?: number;
}

/** Negative where `a` goes first. */
export function compareTurns(a: Turn, b: Turn): number {
  return b.priority - a.priority || a.startTag - b.startTag || a.order - b.order;
}

/** Index of the first item that does not go before `turn`; `items` are in order of their turns. */
export function placeOfTurn<Item>(items: readonly Item[], turn: Turn, turnOf: (item: Item) => Turn): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && compareTurns(turnOf(item), turn) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spread so far apart that no order reaches across: what runs side by side shares the children by this number. */
export function rankOfTurn({ priority, order }: Turn): number {
  return order - priority * 1e12;
}
