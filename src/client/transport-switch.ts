export type Transport = 'websocket' | 'sse';

/** A socket that is neither open nor refused after this long, in milliseconds, is being swallowed on the way. */
const openLimitMs = 5000;

export interface TransportSwitchOptions {
  /** Whether the server answers plain HTTP right now. Never rejects. */
  readonly isServerAlive: () => Promise<boolean>;
  readonly startWith: Transport;
  /** False holds to the transport it started with, whatever happens. */
  readonly mayChange: boolean;
  readonly openLimitMs?: number;
}

/**
 * Decides when WebSockets are given up for Server-Sent Events: when an attempt fails although the server was
 * seen alive over HTTP before that attempt began, or hangs while the server is alive. A server that is merely
 * down is waited for. The decision holds for the life of the client.
 */
export class TransportSwitch {
  #transport: Transport;
  #isOpen = false;
  #wasSeenAlive = false;
  #openTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #waiting = new Set<() => void>();
  readonly #options: TransportSwitchOptions;

  constructor(options: TransportSwitchOptions) {
    this.#options = options;
    this.#transport = options.startWith;
  }

  get transport(): Transport {
    return this.#transport;
  }

  /** Counts somebody in who needs the socket and is called once if it is given up. Returns how to leave. */
  join(onSwitch: () => void): () => void {
    this.#waiting.add(onSwitch);
    this.#watchOpening();
    return () => {
      this.#waiting.delete(onSwitch);
      if (this.#waiting.size === 0) this.#stopWatching();
    };
  }

  opened(): void {
    this.#isOpen = true;
    this.#wasSeenAlive = false;
    this.#stopWatching();
  }

  /** A socket ended, whether it was ever open or not. */
  async closed(): Promise<void> {
    const hadBeenOpen = this.#isOpen;
    this.#isOpen = false;
    if (!this.#isInDoubt()) return;
    this.#watchOpening();
    if (hadBeenOpen) return;
    if (this.#wasSeenAlive) this.#switch();
    else this.#wasSeenAlive = await this.#options.isServerAlive();
  }

  /** Somebody waits for a socket that is not open, and another transport may be chosen. */
  #isInDoubt(): boolean {
    const { mayChange } = this.#options;
    return mayChange && !this.#isOpen && this.#transport === 'websocket' && this.#waiting.size > 0;
  }

  #watchOpening(): void {
    if (!this.#isInDoubt()) return;
    this.#openTimer ??= setTimeout(() => void this.#overdue(), this.#options.openLimitMs ?? openLimitMs);
  }

  #stopWatching(): void {
    clearTimeout(this.#openTimer);
    this.#openTimer = undefined;
  }

  /** The connection hangs, so no failure will come to tell. */
  async #overdue(): Promise<void> {
    const isAlive = await this.#options.isServerAlive();
    this.#openTimer = undefined;
    if (!this.#isInDoubt()) return;
    if (isAlive) this.#switch();
    else this.#watchOpening();
  }

  #switch(): void {
    this.#transport = 'sse';
    this.#stopWatching();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const onSwitch of waiting) onSwitch();
  }
}
