import { lowerBound } from '../../shared/lower-bound.ts';
import type { Overlay } from '../../timeline/edl.ts';
import {
  add,
  divide,
  isLess,
  minimum,
  multiply,
  rational,
  subtract,
  toNumber,
  type Rational,
} from '../../timeline/rational.ts';
import { frameAt, type ClipPlace } from '../../timeline/time-model.ts';
import type { Ramp } from '../plan/plan.ts';
import type { FollowedEdl } from './follow-clips.ts';
import { slopesOfPassing, type Passing, type Slope } from './passing-slopes.ts';
import { joinRanges, wordRanges, type FrameRange } from './word-ranges.ts';

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

interface OverlaySlope extends Slope {
  readonly overlay: Overlay;
}

/** Cuts the programme where anything begins or ends that is seen beside or above the clips' own pictures. */
export function segmentsOf(edl: FollowedEdl, places: readonly ClipPlace[], rate: Rational): Segment[] {
  const ranged = <T extends Slope>(slope: T) => ({
    slope,
    firstFrame: frameAt(slope.from, rate),
    endFrame: frameAt(slope.to, rate),
  });
  const passings = places
    .flatMap(({ start }, clip) =>
      (edl.passings.get(clip) ?? []).flatMap((passing) => slopesOfPassing(passing, start)),
    )
    .map(ranged)
    .filter(({ firstFrame, endFrame }) => endFrame > firstFrame);
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

const half = rational(1, 2);

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
