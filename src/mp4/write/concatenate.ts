/** Lists laid end to end in a new one. */
export function concatenate(lists: readonly Uint32Array[]): Uint32Array {
  return concatenateInto(new Uint32Array(totalLength(lists)), lists);
}

/** Lists laid end to end in `all`, which has room for them. */
export function concatenateInto<List extends Uint8Array | Uint32Array>(
  all: List,
  lists: readonly List[],
): List {
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

export function totalLength(lists: readonly { readonly length: number }[]): number {
  return lists.reduce((total, list) => total + list.length, 0);
}
