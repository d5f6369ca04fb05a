import type { Rational } from './rational.ts';

/** When each picture of a source comes on screen, on the source's own time line. */
export interface PictureTiming {
  /** Seconds per tick. */
  readonly timebase: Rational;
  /** Presentation times in ticks of the container's own clock, ascending. */
  readonly pts: Float64Array;
  /** The instant of the container's clock, in seconds, that is the source's time zero. */
  readonly origin: Rational;
  /** Where the source ends (its latest track), in seconds from its time zero. */
  readonly end: Rational;
}
