import type { Clip } from './edl.ts';
import { add, ceil, minimum, multiply, rational, subtract, zero, type Rational } from './rational.ts';

/** The part of the output that one clip owns: frames `[firstFrame, endFrame)`, starting at exactly `start` seconds. */
export interface ClipPlace {
  /** T_i: the exact sum of the durations before this clip, in seconds on the output time line. */
  readonly start: Rational;
  /** T_{i+1}. */
  readonly end: Rational;
  readonly firstFrame: number;
  readonly endFrame: number;
  /** `in_i − T_i`: add it to an output instant to get the instant on the source's time line. */
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
export function placeClips(clips: readonly Clip[], rate: Rational): ClipPlace[] {
  const allowance = allowanceOf(rate);
  let start = zero;
  let firstFrame = 0;
  return clips.map((clip) => {
    const end = add(start, subtract(clip.outPoint, clip.inPoint));
    const endFrame = Math.max(firstFrame, firstFrameFrom(end, rate, allowance));
    const place = { start, end, firstFrame, endFrame, shift: subtract(clip.inPoint, start) };
    start = end;
    firstFrame = endFrame;
    return place;
  });
}

/** Total frames of the output: `ceil(T_total · F)` within the allowance. */
export function countFrames(places: readonly ClipPlace[]): number {
  return places.at(-1)?.endFrame ?? 0;
}

/** The first output frame that is not before `instant`, within the allowance. */
function firstFrameFrom(instant: Rational, rate: Rational, allowance: Rational): number {
  return Math.max(0, Number(ceil(multiply(subtract(instant, allowance), rate))));
}
