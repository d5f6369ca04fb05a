import { lowerBound } from '../../shared/lower-bound.ts';
import type { Clip, Edl, Overlay } from '../../timeline/edl.ts';
import {
  add,
  divide,
  isLess,
  minimum,
  multiply,
  rational,
  subtract,
  toNumber,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import { frameAt, type ClipPlace } from '../../timeline/time-model.ts';
import type { Ramp } from '../plan/plan.ts';
import { joinRanges, wordRanges, type FrameRange } from './word-ranges.ts';

/** What a scene shows: the views of a clip, or one colour. */
export type SceneOf = number | 'black' | 'white';

/** One scene passes into another. */
export interface Passing {
  readonly from: SceneOf;
  readonly to: SceneOf;
  /** How much is seen of the second one, 0..1. */
  readonly weight: Ramp;
}

export interface ActiveOverlay {
  readonly overlay: Overlay;
  readonly opacity: Ramp;
}

/** A stretch of one clip in which the same things are seen beside and above its pictures; frames of the output. */
export interface Segment extends FrameRange {
  readonly clip: number;
  readonly passing: Passing | undefined;
  readonly overlays: readonly ActiveOverlay[];
  readonly hasWords: boolean;
}

/** A stretch of the programme in which one number changes evenly, in seconds of the programme. */
interface Slope {
  readonly from: Rational;
  readonly to: Rational;
  /** The number at either end. */
  readonly start: number;
  readonly end: number;
}

interface PassingSlope extends Slope {
  readonly scenes: Pick<Passing, 'from' | 'to'>;
}

interface OverlaySlope extends Slope {
  readonly overlay: Overlay;
}

/** Cuts the programme where anything begins or ends that is seen beside or above the clips' own pictures. */
export function segmentsOf(edl: Edl, places: readonly ClipPlace[], rate: Rational): Segment[] {
  const ranged = <T extends Slope>(slope: T) => ({
    slope,
    firstFrame: frameAt(slope.from, rate),
    endFrame: frameAt(slope.to, rate),
  });
  const passings = edl.clips.flatMap((clip, i) => passingsInto(clip, i, { edl, places }).map(ranged));
  const overlays = (edl.overlays ?? []).flatMap(slopesOf).map(ranged);
  const words = joinRanges(wordRanges(edl, rate));
  const bounds = sortedBounds(
    [...passings, ...overlays, ...words].flatMap(({ firstFrame, endFrame }) => [firstFrame, endFrame]),
  );
  return places.flatMap((place, clip) =>
    cutAt(place, bounds).map((range): Segment => {
      const passing = rangeAt(passings, range)?.slope;
      return {
        ...range,
        clip,
        passing: passing && { ...passing.scenes, weight: rampOf(passing, range, rate) },
        overlays: overlays
          .filter((over) => isIn(range, over))
          .map(({ slope }) => ({ overlay: slope.overlay, opacity: rampOf(slope, range, rate) })),
        hasWords: rangeAt(words, range) !== undefined,
      };
    }),
  );
}

/** The ends of all ranges are bounds: what is cut at bounds lies in a range as a whole or not at all. */
function isIn(inner: FrameRange, outer: FrameRange): boolean {
  return outer.firstFrame <= inner.firstFrame && inner.endFrame <= outer.endFrame;
}

/** Of ranges in their order that do not overlap, the one that this lies in. */
function rangeAt<T extends FrameRange>(ranges: readonly T[], inner: FrameRange): T | undefined {
  const at = lowerBound(ranges.length, (i) => (ranges[i]?.firstFrame ?? 0) > inner.firstFrame) - 1;
  const found = ranges[at];
  return found && isIn(inner, found) ? found : undefined;
}

function sortedBounds(frames: readonly number[]): number[] {
  return [...new Set(frames)].sort((a, b) => a - b);
}

/** The frames of a place, cut at the bounds that lie inside. */
function cutAt({ firstFrame, endFrame }: FrameRange, bounds: readonly number[]): FrameRange[] {
  if (endFrame <= firstFrame) return [];
  const from = lowerBound(bounds.length, (i) => (bounds[i] ?? 0) > firstFrame);
  const to = lowerBound(bounds.length, (i) => (bounds[i] ?? 0) >= endFrame);
  const starts = [firstFrame, ...bounds.slice(from, to)];
  return starts.map((start, i) => ({ firstFrame: start, endFrame: starts[i + 1] ?? endFrame }));
}

function rampOf({ from, to, start, end }: Slope, { firstFrame }: FrameRange, rate: Rational): Ramp {
  const perSecond = (end - start) / toNumber(subtract(to, from));
  const elapsed = toNumber(subtract(divide(rational(firstFrame), rate), from));
  return { first: start + elapsed * perSecond, step: perSecond / toNumber(rate) };
}

interface PlacedClips {
  readonly edl: Edl;
  readonly places: readonly ClipPlace[];
}

const half = rational(1, 2);

/**
 * The passing into a clip: half of it before the cut, half behind. It takes no more than half of either clip, so that two
 * of them never meet.
 */
function passingsInto({ transition }: Clip, clip: number, { edl, places }: PlacedClips): PassingSlope[] {
  const [before, own] = [places[clip - 1], places[clip]];
  if (!transition || !before || !own || !edl.clips[clip - 1]) return [];
  const lengthOf = ({ start, end }: ClipPlace) => multiply(half, subtract(end, start));
  const reach = [lengthOf(before), lengthOf(own)].reduce(minimum, multiply(half, transition.seconds));
  if (!isLess(zero, reach)) return [];
  const [from, cut, to] = [subtract(own.start, reach), own.start, add(own.start, reach)];
  if (transition.kind === 'dissolve')
    return [{ from, to, start: 0, end: 1, scenes: { from: clip - 1, to: clip } }];
  const colour = transition.kind === 'fade-black' ? 'black' : 'white';
  return [
    { from, to: cut, start: 0, end: 1, scenes: { from: clip - 1, to: colour } },
    { from: cut, to, start: 0, end: 1, scenes: { from: colour, to: clip } },
  ];
}

/** It comes, stays and goes; an overlay too short for that only comes and goes. */
function slopesOf(overlay: Overlay): OverlaySlope[] {
  const { from, to, opacity } = overlay;
  const fade = minimum(overlay.fade, multiply(half, subtract(to, from)));
  const [full, leaving] = [add(from, fade), subtract(to, fade)];
  const slopes = [
    { overlay, from, to: full, start: 0, end: opacity },
    { overlay, from: full, to: leaving, start: opacity, end: opacity },
    { overlay, from: leaving, to, start: opacity, end: 0 },
  ];
  return slopes.filter((slope) => isLess(slope.from, slope.to));
}
