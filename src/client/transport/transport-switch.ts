import type { ClientProblem } from '../problem-of.ts';
import type { ServerView } from './refusals.ts';

export type Transport = 'websocket' | 'sse';

/** A socket that is neither open nor refused after this long, in milliseconds, is being swallowed on the way. */
const openLimitMs = 5000;

export interface TransportSwitchOptions {
  /** How the server answers plain HTTP right now. Never rejects. */
  readonly look: () => Promise<ServerView>;
  readonly startWith: Transport;
  /** False holds to the transport it started with, whatever happens. */
  readonly mayChange: boolean;
  readonly openLimitMs?: number;
}

/**
 * Decides when WebSockets are given up for Server-Sent Events: when an attempt fails although the server was
 * seen alive over HTTP before that attempt began, or hangs while the server is alive. A server that is merely
 * down is waited for; one that lets this client in by no way is not. The decision holds for the life of the client.
 */
export class TransportSwitch {
  #transport: Transport;
  #isOpen = false;
  #wasSeenAlive = false;
  #openTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #waiting = new Set<Leave>();
  readonly #options: TransportSwitchOptions;

  constructor(options: TransportSwitchOptions) {
    this.#options = options;
    this.#transport = options.startWith;
  }

  get transport(): Transport {
    return this.#transport;
  }

  /** Counts somebody in who needs the socket and is called once if it is given up. Returns how to leave. */
  join(onGivenUp: Leave): () => void {
    this.#waiting.add(onGivenUp);
    this.#watchOpening();
    return () => {
      this.#waiting.delete(onGivenUp);
      if (this.#waiting.size === 0) this.#stopWatching();
    };
  }

  opened(): void {
    this.#isOpen = true;
    this.#wasSeenAlive = false;
    this.#stopWatching();
  }

  /** A socket ended, whether it was ever open or not; `wasRejected`: the server ended it for want of a right token. */
  async closed({ wasRejected, hasSentToken = true }: SocketEnd): Promise<void> {
    const hadBeenOpen = this.#isOpen && !wasRejected;
    this.#isOpen = false;
    if (!this.#isWaitedFor()) return;
    this.#watchOpening();
    if (hadBeenOpen) return;
    if (this.#wasSeenAlive && this.#options.mayChange && !wasRejected) return this.#giveUp();
    const view = await this.#options.look();
    // Whoever is let in by other means than a token is let in there, too.
    this.#judge(view, wasRejected && !hasSentToken);
  }

  /** Somebody waits for a socket that is not open. */
  #isWaitedFor(): boolean {
    return !this.#isOpen && this.#transport === 'websocket' && this.#waiting.size > 0;
  }

  /** `isHanging`: no failure will come to tell of this attempt. */
  #judge(view: ServerView, isHanging: boolean): void {
    if (!this.#isWaitedFor()) return;
    if (view.kind === 'refused') return this.#giveUp(view.problem);
    if (view.kind === 'alive' && isHanging && this.#options.mayChange) return this.#giveUp();
    if (isHanging) this.#watchOpening();
    else this.#wasSeenAlive = view.kind === 'alive';
  }

  #watchOpening(): void {
    if (!this.#isWaitedFor()) return;
    this.#openTimer ??= setTimeout(() => void this.#overdue(), this.#options.openLimitMs ?? openLimitMs);
  }

  #stopWatching(): void {
    clearTimeout(this.#openTimer);
    this.#openTimer = undefined;
  }

  async #overdue(): Promise<void> {
    const view = await this.#options.look();
    this.#openTimer = undefined;
    this.#judge(view, true);
  }

  /** Sockets, or with a problem the server. */
  #giveUp(problem?: ClientProblem): void {
    if (problem === undefined) this.#transport = 'sse';
    this.#stopWatching();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const onGivenUp of waiting) onGivenUp(problem);
  }
}

export interface SocketEnd {
  readonly wasRejected: boolean;
  /** Whether the client had a token to send. */
  readonly hasSentToken?: boolean;
}

/** Without a problem: go on over the other transport. */
type Leave = (problem?: ClientProblem) => void;
