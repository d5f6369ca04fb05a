/** Counts what each address holds at one time. */
export interface AddressCap {
  /** Takes a place for the address; undefined when it has none left. Call the answer once to give it back. */
  readonly take: (address: string | undefined) => (() => void) | undefined;
}

/** At most `limit` places for each address; no address means no limit. */
export function createAddressCap(limit: number): AddressCap {
  const held = new Map<string, number>();
  const give = (address: string): void => {
    const left = (held.get(address) ?? 1) - 1;
    if (left > 0) held.set(address, left);
    else held.delete(address);
  };
  return {
    take: (address) => {
      if (address === undefined) return () => undefined;
      const count = held.get(address) ?? 0;
      if (count >= limit) return undefined;
      held.set(address, count + 1);
      return () => give(address);
    },
  };
}
