/** A gate through which so many may go in each turn of the event loop, first come first served. */
export interface Turns {
  /** Resolves at once while there is room in this turn, or else in a later one. */
  readonly pass: () => Promise<void>;
}

/**
 * Thousands who are woken by one change would keep the event loop to themselves until the last of them has been
 * told. This way requests and new connections are served in between; Node takes one connection in each turn
 * (libuv/libuv#3696).
 */
export function createTurns(perTurn: number): Turns {
  const line: (() => void)[] = [];
  let room = perTurn;
  let isTurning = false;
  const turn = () => {
    const passing = line.splice(0, perTurn);
    room = perTurn - passing.length;
    isTurning = passing.length > 0;
    if (isTurning) setImmediate(turn);
    for (const go of passing) go();
  };
  return {
    pass: () => {
      if (!isTurning) {
        isTurning = true;
        setImmediate(turn);
      }
      if (room === 0 || line.length > 0) return new Promise((resolve) => line.push(resolve));
      room -= 1;
      return Promise.resolve();
    },
  };
}
