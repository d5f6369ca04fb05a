import type { HeardClip, ClipView } from './edl.ts';
import { add, ceil, divide, minimum, multiply, rational, subtract, zero, type Rational } from './rational.ts';

/** The part of the output that one clip owns: frames `[firstFrame, endFrame)`, starting at exactly `start` seconds. */
export interface ClipPlace {
  /** T_i: the exact sum of the durations before this clip, in seconds on the output time line. */
  readonly start: Rational;
  /** T_{i+1}. */
  readonly end: Rational;
  readonly firstFrame: number;
  readonly endFrame: number;
}

/** A clip's place, and where one source lies under it. */
export interface ViewPlace extends ClipPlace {
  /**
   * `in_i / speed − T_i`: add it to an output instant to get the instant on the source's time line, where that is
   * measured by the programme's clock (see `retime`); with a speed of 1 that is the source's own.
   */
  readonly shift: Rational;
}

/**
 * How far apart two instants may lie and still be the same: a quarter of an output frame or 2 ms, whichever
 * is smaller. Floats of a wire format and millisecond containers never lie further off; real frames always do.
 */
export function allowanceOf(rate: Rational): Rational {
  return minimum(rational(rate.den, 4n * rate.num), rational(2, 1000));
}

/**
 * Where each clip lies on the output time line. Output frame *k* belongs to the clip with
 * `T_i ≤ k/F < T_{i+1}`, compared within the allowance. Sums are exact, so nothing drifts however many clips
 * there are. A clip shorter than a frame may own no frame at all.
 */
export function placeClips(clips: readonly { readonly duration: Rational }[], rate: Rational): ClipPlace[] {
  const allowance = allowanceOf(rate);
  let start = zero;
  let firstFrame = 0;
  return clips.map((clip) => {
    const end = add(start, clip.duration);
    const endFrame = Math.max(firstFrame, firstFrameFrom(end, rate, allowance));
    const place = { start, end, firstFrame, endFrame };
    start = end;
    firstFrame = endFrame;
    return place;
  });
}

/** Where a source lies under a clip that begins at `place.start`. */
export function placeView(
  place: ClipPlace,
  { inPoint, speed }: Pick<ClipView | HeardClip, 'inPoint' | 'speed'>,
): ViewPlace {
  const begin = speed ? divide(inPoint, speed) : inPoint;
  return { ...place, shift: subtract(begin, place.start) };
}

/** Total frames of the output: `ceil(T_total · F)` within the allowance. */
export function countFrames(places: readonly ClipPlace[]): number {
  return places.at(-1)?.endFrame ?? 0;
}

/** The first output frame that is not before `instant`, within the allowance. */
export function frameAt(instant: Rational, rate: Rational): number {
  return Math.max(0, frameFrom(instant, rate));
}

/** The same, also before the programme: for what began before a stretch that is cut from it. */
export function frameFrom(instant: Rational, rate: Rational): number {
  return firstFrameFrom(instant, rate, allowanceOf(rate));
}

function firstFrameFrom(instant: Rational, rate: Rational, allowance: Rational): number {
  return Number(ceil(multiply(subtract(instant, allowance), rate)));
}
