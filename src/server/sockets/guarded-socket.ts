import { WebSocket } from 'ws';

/** What may wait in memory for a reader; subscriptions hold back long before (see `subscription-cap.ts`). */
const maxBufferedBytes = 2 ** 20;

/**
 * A socket that ends instead of buffering without bound: tRPC sends without asking whether anybody reads.
 * A client that is dropped reconnects with its last event id and loses nothing but values that are old.
 */
export class GuardedSocket extends WebSocket {
  #onDropped: (() => void) | undefined;

  /** Called once at most, when the socket is ended while something waits for its reader. */
  notifyDropped(onDropped: () => void): void {
    this.#onDropped = onDropped;
  }

  override send(...parameters: unknown[]): void {
    if (this.bufferedAmount <= maxBufferedBytes) {
      super.send(...(parameters as Parameters<WebSocket['send']>));
      return;
    }
    // What it still asked for would be worked out for nobody.
    this.removeAllListeners('message');
    this.terminate();
  }

  /** Also how the heartbeat ends a socket that does not answer. */
  override terminate(): void {
    if (this.bufferedAmount > 0) this.#onDropped?.();
    this.#onDropped = undefined;
    super.terminate();
  }
}
