/** The closing handshake gets this long, in milliseconds, before nobody waits for it any more. */
const closeGraceMs = 1500;

/**
 * A WebSocket class whose `close()` takes effect soon. Browsers wait about a minute for the answer to a
 * close frame; behind a frozen server or a lost network that is a minute without reconnecting. Here the
 * `close` event comes after 1.5 s and the late real one is swallowed.
 */
export function fastClosing(Base: typeof WebSocket): typeof WebSocket {
  return class FastCloseSocket extends Base {
    #standIn: Event | undefined;

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('close', (event) => {
        if (this.#standIn !== undefined && event !== this.#standIn) event.stopImmediatePropagation();
      });
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      setTimeout(() => this.#abandon(), closeGraceMs);
    }

    #abandon(): void {
      if (this.readyState !== this.CLOSING || this.#standIn !== undefined) return;
      if (canTerminate(this)) {
        this.terminate();
        return;
      }
      this.#standIn = new CloseEvent('close', { code: 1006 });
      this.dispatchEvent(this.#standIn);
    }
  };
}

/** The `ws` package for Node is no EventTarget, but can cut a connection itself. */
function canTerminate(socket: object): socket is { terminate: () => void } {
  return 'terminate' in socket && typeof socket.terminate === 'function';
}
