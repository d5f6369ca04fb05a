import { isFinal, type ExportStatus } from '../../contract/status.ts';
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

// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function createFollowers({ read, rounds, intervalMs }: FollowersOptions): Followers {
  const places = new Set<Place>();
  let timer: NodeJS.Timeout | undefined;
  let isGoingRound = false;
  /** Whether somebody may lack what is the latest now. */
  let isDue = false;
  let beganAt = -Infinity;

  const visit = (place: Place) => {
    // It may have left since.
    if (!places.has(place)) return;
    const status = read();
    if (status.seq !== place.seen && !place.follower.tell(status)) {
      isDue = true;
      return;
    }
    place.seen = status.seq;
    if (!isFinal(status.status)) return;
    leave(place);
    place.follower.end();
  };
  const goRound = () => {
    timer = undefined;
    isDue = false;
    isGoingRound = true;
    beganAt = performance.now();
    rounds.begin(places, visit, () => {
      isGoingRound = false;
      arrange();
    });
  };
  const arrange = () => {
    if (!isDue || isGoingRound || timer !== undefined || places.size === 0) return;
    const restMs = beganAt + intervalMs - performance.now();
    if (restMs > 0) timer = setTimeout(goRound, Math.ceil(restMs));
    else goRound();
  };
  const leave = (place: Place) => {
    places.delete(place);
    if (places.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    join: (follower, sinceSeq) => {
      const place: Place = { follower, seen: sinceSeq };
      places.add(place);
      rounds.begin([place], visit, arrange);
      return () => leave(place);
    },
    changed: () => {
      isDue = true;
      arrange();
    },
    size: () => places.size,
  };
}
