import { bytesThere, forgetObject, type CachedObject } from './cached-object.ts';

interface Kept {
  readonly object: CachedObject;
  readonly holders: number;
}

/**
 * Forgets what was used least recently, but nothing that is being used, until so many bytes more are within the budget.
 * What is being used may be more than that: an export gets what it needs.
 */
export async function makeSpace(
  kept: readonly Kept[],
  { bytes, budgetBytes }: { readonly bytes: number; readonly budgetBytes: number },
): Promise<void> {
  let total = bytes + kept.reduce((sum, { object }) => sum + bytesThere(object), 0);
  const free = kept.filter(({ holders, object }) => holders === 0 && object.have.length > 0);
  for (const { object } of free.toSorted((a, b) => a.object.usedMs - b.object.usedMs)) {
    if (total <= budgetBytes) return;
    total -= bytesThere(object);
    await forgetObject(object);
  }
}
