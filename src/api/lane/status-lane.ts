import type { TrackedEnvelope } from '@trpc/server';
import type { ExportStatus } from '../../contract/exports/status.ts';
import type { Follower } from '../../jobs/ports.ts';
import type { EventSocket } from './event-socket.ts';
import { trackedBySeq } from '../inputs/resume-input.ts';
import { isBehind, reserveSubscription } from './subscription-cap.ts';
import { callHeadOf, type FrameOf } from './event-frames.ts';

export interface LaneOptions {
  readonly socket: EventSocket;
  /** Begins to tell; throws what the subscription is then refused with. */
  readonly follow: (follower: Follower) => () => void;
  readonly frameOf: FrameOf;
}

type Told = IteratorResult<TrackedEnvelope<ExportStatus>, void>;

const over: Told = { done: true, value: undefined };

/**
 * One socket's subscription to an export. tRPC starts it, refuses it, stops it and tells its end; the events are
 * written straight to the socket meanwhile, in frames that are made once for all readers. For tRPC's loop, which
 * costs several times what the system takes to send a message, it looks like a stream in which nothing happens.
 *
 * How the client numbered its call is in the message `started`, which tRPC sends in the same breath in which it
 * asks for the first event. Should it ever do otherwise, the events go through its loop, as those of others do.
 */
export class StatusLane implements AsyncIterableIterator<TrackedEnvelope<ExportStatus>, void, void> {
  readonly #options: LaneOptions;
  #phase: 'new' | 'open' | 'over' = 'new';
  #callHead: string | undefined;
  #leave = (): void => undefined;
  #releaseSubscription = (): void => undefined;
  /** Settles what tRPC waits for. */
  #answer: ((told: Told) => void) | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** tRPC asks for one at a time. */
  async next(): Promise<Told> {
    if (this.#phase === 'new') this.#open();
    if (this.#phase === 'over') return over;
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  async return(): Promise<Told> {
    this.#close();
    return over;
  }

  #open(): void {
    const { socket, follow } = this.#options;
    this.#phase = 'over';
    this.#releaseSubscription = reserveSubscription(socket);
    try {
      this.#leave = follow({ tell: (status) => this.#tell(status), end: () => this.#close() });
    } catch (error) {
      this.#releaseSubscription();
      throw error;
    }
    this.#phase = 'open';
    queueMicrotask(socket.onNextText((text) => (this.#callHead = callHeadOf(text))));
  }

  #tell(status: ExportStatus): boolean {
    const { socket, frameOf } = this.#options;
    if (isBehind(socket)) return false;
    if (this.#callHead !== undefined) {
      socket.sendFrame(frameOf({ id: String(status.seq), data: status }, this.#callHead));
      return true;
    }
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.({ done: false, value: trackedBySeq(status) });
    return answer !== undefined;
  }

  #close(): void {
    if (this.#phase === 'open') {
      this.#leave();
      this.#releaseSubscription();
    }
    this.#phase = 'over';
    this.#answer?.(over);
    this.#answer = undefined;
  }
}
