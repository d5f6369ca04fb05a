import type { Writable } from 'node:stream';
import { ABORTED, settledOrAborted } from './settled-or-aborted.ts';
import type { StallWatch } from './stall-watch.ts';

/**
 * Writes the input to the child, no faster than it reads, then closes its stdin. Ends early, and tells the
 * iterable so, when the child closes its stdin, exits or is being stopped; that is no error, the outcome says it.
 * While the input has nothing to give, the child is not to blame: the stall watch rests.
 *
 * @throws what the iterable throws.
 */
export async function feedStdin(
  stdin: Writable,
  input: AsyncIterable<Uint8Array>,
  { stopping, stall }: { stopping: AbortSignal; stall: StallWatch },
): Promise<void> {
  const closed = new AbortController();
  stdin.once('close', () => closed.abort());
  stopping.addEventListener('abort', () => closed.abort(), { once: true });
  if (stopping.aborted || stdin.destroyed) closed.abort();
  const iterator = input[Symbol.asyncIterator]();
  for (;;) {
    const resume = stall.pause();
    const next = await settledOrAborted(iterator.next(), closed.signal).finally(resume);
    if (next === ABORTED || closed.signal.aborted) return giveUp(iterator);
    if (next.done === true) break;
    if (!stdin.write(next.value)) await drained(stdin, closed.signal);
  }
  stdin.end();
}

/** Not awaited: a generator that hangs in its own `await` would otherwise hold up the outcome. */
function giveUp(iterator: AsyncIterator<Uint8Array>): void {
  iterator.return?.().then(undefined, () => undefined);
}

async function drained(stdin: Writable, closed: AbortSignal): Promise<void> {
  let onDrain = (): void => undefined;
  const drain = new Promise<void>((resolve) => (onDrain = resolve));
  stdin.once('drain', onDrain);
  await settledOrAborted(drain, closed);
  stdin.off('drain', onDrain);
}
