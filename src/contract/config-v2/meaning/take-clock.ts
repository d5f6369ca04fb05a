import { add, multiply, rational, rationalFromNumber, type Rational } from '../../../timeline/rational.ts';

/** How the time in a recording goes with the take: source time = offset + take time × (1 + driftPpm / 1,000,000). */
export interface TakeClock {
  readonly offset: Rational;
  /** Seconds of the source for each second of the take; undefined: one. */
  readonly speed: Rational | undefined;
}

export function takeClock(offset = 0, driftPpm = 0): TakeClock {
  const drift = multiply(rationalFromNumber(driftPpm), rational(1, 1_000_000));
  return {
    offset: rationalFromNumber(offset),
    speed: driftPpm === 0 ? undefined : add(rational(1), drift),
  };
}

/** The instant of the source at an instant of the take, both in seconds. */
export function sourceInstantAt({ offset, speed }: TakeClock, take: Rational): Rational {
  return add(offset, speed ? multiply(take, speed) : take);
}
