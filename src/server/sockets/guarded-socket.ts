import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { EventSocket } from '../../api/lane/event-socket.ts';

/** What may wait in memory for a reader; subscriptions hold back long before (see `subscription-cap.ts`). */
const maxBufferedBytes = 2 ** 20;

/**
 * A socket that ends instead of buffering without bound: tRPC sends without asking whether anybody reads.
 * A client that is dropped reconnects with its last event id and loses nothing but values that are old.
 */
export class GuardedSocket extends WebSocket implements EventSocket {
  #connection: Duplex | undefined;
  #onDropped: (() => void) | undefined;
  #onText: ((text: string) => void) | undefined;

  /**
   * The connection below, which `ws` writes to as well: each writes whole frames only, since nothing is compressed.
   * `onDropped` is called once at most, when the socket is ended while something waits for its reader.
   */
  begin(connection: Duplex, onDropped: () => void): void {
    this.#connection = connection;
    this.#onDropped = onDropped;
  }

  get isOpen(): boolean {
    return this.readyState === WebSocket.OPEN;
  }

  override send(...parameters: unknown[]): void {
    if (!this.#hasRoom()) return;
    const onText = this.#onText;
    this.#onText = undefined;
    const [message] = parameters;
    if (typeof message === 'string') onText?.(message);
    super.send(...(parameters as Parameters<WebSocket['send']>));
  }

  sendFrame(frame: Uint8Array): void {
    if (this.isOpen && this.#hasRoom()) this.#connection?.write(frame);
  }

  onNextText(onText: (text: string) => void): () => void {
    this.#onText = onText;
    return () => {
      if (this.#onText === onText) this.#onText = undefined;
    };
  }

  /** Ends the socket if it has none. */
  #hasRoom(): boolean {
    if (this.bufferedAmount <= maxBufferedBytes) return true;
    // What it still asked for would be worked out for nobody.
    this.removeAllListeners('message');
    this.terminate();
    return false;
  }

  /** Also how the heartbeat ends a socket that does not answer. */
  override terminate(): void {
    if (this.bufferedAmount > 0) this.#onDropped?.();
    this.#onDropped = undefined;
    super.terminate();
  }
}
