import type { Readable } from 'node:stream';

/**
 * Watches the pipes of a child that has exited. Normally they end at once; where another process still holds
 * them (a grandchild that left the group) they would never end. They are destroyed when nobody has read anything
 * for `lingerMs`, unless the reader itself is what is slow.
 *
 * @returns how to call it off.
 */
export function closeLingering(
  streams: readonly Readable[],
  lingerMs: number,
  activity: () => { readonly chunkCount: number; readonly isReaderBusy: boolean },
): () => void {
  let seen = activity().chunkCount;
  let recheck: NodeJS.Immediate | undefined;
  const isQuiet = (): boolean => activity().chunkCount === seen && !activity().isReaderBusy;
  const look = (): void => {
    if (isQuiet()) for (const stream of streams) stream.destroy();
    seen = activity().chunkCount;
  };
  const timer = setInterval(() => {
    // What is in the pipe is read after the timers of this turn: look once more behind it.
    if (isQuiet()) recheck = setImmediate(look);
    else seen = activity().chunkCount;
  }, lingerMs);
  return () => {
    clearInterval(timer);
    clearImmediate(recheck);
  };
}
