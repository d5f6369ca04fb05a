import type { Readable } from 'node:stream';

/** A pipe holds a few hundred KB at most: who still writes after so many looks is not the child. */
const MAX_LOOKS = 5;

/**
 * Watches the pipes of a child that has exited. Normally they end at once; where another process still holds
 * them (a grandchild that left the group) they would never end. They are destroyed when nobody has read anything
 * for `lingerMs`, or after five times that, whoever still writes; but never while the reader itself is what is
 * slow.
 *
 * @returns how to call it off.
 */
export function closeLingering(
  streams: readonly Readable[],
  lingerMs: number,
  activity: () => { readonly chunkCount: number; readonly isReaderBusy: boolean },
): () => void {
  let seen = activity().chunkCount;
  let looks = 0;
  let recheck: NodeJS.Immediate | undefined;
  const look = (): void => {
    const { chunkCount, isReaderBusy } = activity();
    if (!isReaderBusy && (chunkCount === seen || looks >= MAX_LOOKS)) {
      for (const stream of streams) stream.destroy();
    }
    seen = chunkCount;
  };
  const timer = setInterval(() => {
    if (!activity().isReaderBusy) looks += 1;
    // What is in the pipe is read after the timers of this turn: look behind it.
    recheck = setImmediate(look);
  }, lingerMs);
  return () => {
    clearInterval(timer);
    clearImmediate(recheck);
  };
}
