import { StorageError } from './storage-error.ts';

export interface Awaited {
  /** How many bytes there have to be. */
  readonly bytes: number;
  /** Of what, for errors. */
  readonly about: string;
  /** Longest time without a byte, in milliseconds. */
  readonly stallMs: number;
  /** Ends the connection. */
  readonly stop: () => void;
}

/** Reads a body to its end. Throws a `StorageError` where it stalls, breaks off, or is longer or shorter than it has to be. */
export async function collectExactly(
  body: AsyncIterable<Uint8Array>,
  { bytes, about, stallMs, stop }: Awaited,
): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  let isStalled = false;
  const timer = setTimeout(() => {
    isStalled = true;
    stop();
  }, stallMs);
  try {
    for await (const piece of body) {
      timer.refresh();
      if (filled + piece.length > bytes) throw new StorageError('ESTSHORT', about);
      whole.set(piece, filled);
      filled += piece.length;
    }
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError(isStalled ? 'ESTSTALLED' : 'ESTAWAY', about, { cause: error });
  } finally {
    clearTimeout(timer);
    if (filled !== bytes) stop();
  }
  if (isStalled) throw new StorageError('ESTSTALLED', about);
  if (filled !== bytes) throw new StorageError('ESTSHORT', about);
  return whole;
}
