/** Room for bodies that are being read or worked on, over all requests. */
export interface BodyBudget {
  /** Room for one body of this address, to be taken as its bytes arrive. */
  readonly open: (address: string) => BodyShare;
}

export interface BodyShare {
  /** False where there is no room for so many bytes more; nothing is taken then. */
  readonly take: (bytes: number) => boolean;
  readonly release: () => void;
}

/** Large enough for four of the largest configs at once, of which one address may send two. */
const mostBytes = 64 * 2 ** 20;
const mostOfOne = mostBytes / 2;

export function createBodyBudget(): BodyBudget {
  let total = 0;
  const byAddress = new Map<string, number>();
  return {
    open: (address) => {
      let own = 0;
      return {
        take: (bytes) => {
          const ofAddress = byAddress.get(address) ?? 0;
          if (total + bytes > mostBytes || ofAddress + bytes > mostOfOne) return false;
          total += bytes;
          own += bytes;
          byAddress.set(address, ofAddress + bytes);
          return true;
        },
        release: () => {
          total -= own;
          const left = (byAddress.get(address) ?? 0) - own;
          if (left > 0) byAddress.set(address, left);
          else byAddress.delete(address);
          own = 0;
        },
      };
    },
  };
}
