/** Those who promise space on one disk; each has to count what the others have promised. */
export interface SpaceShares {
  /**
   * Takes in somebody who can say how many promised bytes are not written yet; answers with a function that
   * sums this up for all others.
   */
  readonly join: (outstanding: () => Promise<number>) => () => Promise<number>;
}

export function createSpaceShares(): SpaceShares {
  const members: (() => Promise<number>)[] = [];
  return {
    join: (outstanding) => {
      members.push(outstanding);
      return async () => {
        const others = members.filter((member) => member !== outstanding);
        const bytes = await Promise.all(others.map((member) => member()));
        return bytes.reduce((sum, each) => sum + each, 0);
      };
    },
  };
}
