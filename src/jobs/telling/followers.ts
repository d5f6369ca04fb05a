import { isFinal, type ExportStatus } from '../../contract/exports/status.ts';
import type { Follower } from '../ports.ts';
import type { Rounds } from './rounds.ts';

/** All who are told how one export stands. They share one timer and what is read for them. */
export interface Followers {
  /**
   * Tells the latest in the next turn, unless `sinceSeq` names it, then what changes; answers how to leave. Whoever
   * has been told the final state has left.
   */
  readonly join: (follower: Follower, sinceSeq: number | undefined) => () => void;
  /** To be called after each change: whoever has not seen it is told within the interval. */
  readonly changed: () => void;
  readonly size: () => number;
}

export interface FollowersOptions {
  readonly read: () => ExportStatus;
  readonly rounds: Rounds;
  /** Shortest time from one round to the next, in milliseconds; after it those who were behind are asked again. */
  readonly intervalMs: number;
}

interface Place {
  readonly follower: Follower;
  /** Number of the snapshot it was told last. */
  seen: number | undefined;
}

export function createFollowers(options: FollowersOptions): Followers {
  return new FollowersOfOne(options);
}

class FollowersOfOne implements Followers {
  readonly #options: FollowersOptions;
  readonly #places = new Set<Place>();
  #timer: NodeJS.Timeout | undefined;
  #isGoingRound = false;
  /** Whether somebody may lack what is the latest now. */
  #isDue = false;
  #beganAt = -Infinity;

  constructor(options: FollowersOptions) {
    this.#options = options;
  }

  readonly size = (): number => this.#places.size;

  readonly join = (follower: Follower, sinceSeq: number | undefined): (() => void) => {
    const place: Place = { follower, seen: sinceSeq };
    this.#places.add(place);
    this.#options.rounds.begin([place], this.#visit, this.#arrange);
    return () => this.#leave(place);
  };

  readonly changed = (): void => {
    this.#isDue = true;
    this.#arrange();
  };

  readonly #visit = (place: Place): void => {
    // It may have left since.
    if (!this.#places.has(place)) return;
    const status = this.#options.read();
    if (status.seq !== place.seen && !place.follower.tell(status)) {
      this.#isDue = true;
      return;
    }
    place.seen = status.seq;
    if (!isFinal(status.status)) return;
    this.#leave(place);
    place.follower.end();
  };

  readonly #arrange = (): void => {
    if (!this.#isDue || this.#isGoingRound || this.#timer !== undefined || this.#places.size === 0) return;
    const restMs = this.#beganAt + this.#options.intervalMs - performance.now();
    if (restMs > 0) this.#timer = setTimeout(() => this.#goRound(), Math.ceil(restMs));
    else this.#goRound();
  };

  #goRound(): void {
    this.#timer = undefined;
    this.#isDue = false;
    this.#isGoingRound = true;
    this.#beganAt = performance.now();
    this.#options.rounds.begin(this.#places, this.#visit, () => {
      this.#isGoingRound = false;
      this.#arrange();
    });
  }

  #leave(place: Place): void {
    this.#places.delete(place);
    if (this.#places.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
