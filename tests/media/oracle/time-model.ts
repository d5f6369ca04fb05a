import type { Footage } from '../footage/spec.ts';
import { BLACK } from './frame-code.ts';
import type { JudgedClip, JudgedEdit } from './edit.ts';
import {
  add,
  ceiling,
  compare,
  decimal,
  divide,
  larger,
  multiply,
  ratio,
  smaller,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';

/** What one output frame must show. */
export interface FrameTarget {
  readonly clip: number;
  readonly source: number;
  /** Presentation ordinal in the source, or `BLACK`. */
  readonly ordinal: number;
  /**
   * Another answer that is right as well: at the ragged end of a source (its tracks end some ms apart), and
   * where a frame lies on the very edge of the allowance, as frames and cuts in whole ms often do.
   */
  readonly alsoRight?: number;
}

/** Where a clip lies on the output's time line: `[start, end)`. */
export interface ClipPlace {
  readonly clip: JudgedClip;
  readonly start: Rational;
  readonly end: Rational;
  readonly inPoint: Rational;
  /** Output frames `[firstFrame, endFrame)`. */
  readonly firstFrame: number;
  readonly endFrame: number;
}

/** A container may round the end of its sound up to a whole packet, by up to this. */
const RAGGED_END = ratio(50, 1000);
const LATE_START = ratio(1, 2);
/** Nearer to the edge of the allowance than this is on it: the allowance is no measure, but a mercy. */
const EDGE = ratio(1, 1_000_000);

function allowanceOf(rate: Rational): Rational {
  return smaller(divide(ratio(1), multiply(ratio(4), rate)), ratio(2, 1000));
}

function rateOf(edit: JudgedEdit): Rational {
  return ratio(edit.rate.num, edit.rate.den);
}

/** Exact sums: every cut lies where the durations before it put it. */
export function placeClips(edit: JudgedEdit): ClipPlace[] {
  const rate = rateOf(edit);
  const allowance = allowanceOf(rate);
  const frameAt = (instant: Rational): number =>
    Math.max(0, Number(ceiling(multiply(subtract(instant, allowance), rate))));
  let start = ZERO;
  return edit.clips.map((clip) => {
    const inPoint = decimal(clip.inSeconds);
    const end = add(start, subtract(decimal(clip.outSeconds), inPoint));
    const place = { clip, start, end, inPoint, firstFrame: frameAt(start), endFrame: frameAt(end) };
    start = end;
    return place;
  });
}

/** When the last track of a source ends, on its own time line. */
function sourceEnd(footage: Footage): Rational {
  return footage.audio ? larger(footage.pictureEnd, decimal(footage.audio.endSeconds)) : footage.pictureEnd;
}

/** Index of the last frame whose pts is not after `instant`; -1 before the first. */
function lastNotAfter(footage: Footage, instant: Rational): number {
  let [low, high] = [0, footage.frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(footage.frames[middle]?.pts ?? ZERO, instant) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What is on screen at a source instant that already contains the allowance. */
function onScreen(
  footage: Footage,
  instant: Rational,
  allowance: Rational,
): { ordinal: number; alsoRight?: number } {
  const first = footage.frames[0]?.pts;
  if (first === undefined || compare(instant, ZERO) < 0) return { ordinal: BLACK };
  const ordinal = lastNotAfter(footage, instant);
  if (ordinal < 0) return { ordinal: compare(first, LATE_START) > 0 ? BLACK : 0 };
  const end = sourceEnd(footage);
  const isOver = compare(instant, end) >= 0;
  const isRagged =
    compare(instant, subtract(end, allowance)) >= 0 &&
    compare(instant, add(end, add(allowance, RAGGED_END))) < 0;
  if (isOver) return { ordinal: BLACK, ...(isRagged ? { alsoRight: ordinal } : {}) };
  if (isRagged) return { ordinal, alsoRight: BLACK };
  const isOnEdge = compare(subtract(instant, EDGE), footage.frames[ordinal]?.pts ?? ZERO) < 0;
  if (isOnEdge && ordinal > 0) return { ordinal, alsoRight: ordinal - 1 };
  const next = footage.frames[ordinal + 1]?.pts;
  const isNextOnEdge = next !== undefined && compare(next, add(instant, EDGE)) <= 0;
  return isNextOnEdge ? { ordinal, alsoRight: ordinal + 1 } : { ordinal };
}

/**
 * The frame that every output frame must show, by the contract's time model: output frame `k` belongs to
 * the clip with `T_i ≤ k/F < T_{i+1}` and shows what is on screen at source time `in_i + k/F − T_i`, all
 * comparisons within a quarter of an output frame or 2 ms.
 */
export function timeModel(edit: JudgedEdit): FrameTarget[] {
  const rate = rateOf(edit);
  const allowance = allowanceOf(rate);
  const targets: FrameTarget[] = [];
  placeClips(edit).forEach(({ clip, start, inPoint, firstFrame, endFrame }, index) => {
    const footage = edit.sources[clip.source];
    if (footage === undefined)
      throw new RangeError(`clip ${index} names source ${clip.source}, which is not there`);
    const shift = add(subtract(inPoint, start), allowance);
    for (let k = firstFrame; k < endFrame; k += 1) {
      const shown = onScreen(footage, add(divide(ratio(k), rate), shift), allowance);
      targets.push({ clip: index, source: clip.source, ...shown });
    }
  });
  return targets;
}
