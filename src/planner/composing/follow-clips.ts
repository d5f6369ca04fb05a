import { passingsInto } from '../../timeline/cut-edl.ts';
import { outPointOf, type Clip, type ClipPassing, type ClipView, type Edl } from '../../timeline/edl.ts';
import {
  add,
  compare,
  isLess,
  minimum,
  multiply,
  rational,
  subtract,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import { followFiles, type Files } from '../sound/follow-files.ts';

/** What is seen of a clip for a part of a passing in which every view stays in one file. */
export interface ScenePart {
  /** Seconds from the cut. */
  readonly from: Rational;
  readonly to: Rational;
  /** As they are at `from`. */
  readonly views: readonly ClipView[];
}

/** A passing from its first instant to its last, in parts. */
export interface FollowedPassing extends Pick<ClipPassing, 'kind' | 'cut'> {
  /** Seconds that it takes on either side of the cut. */
  readonly reach: Rational;
  readonly before: readonly ScenePart[];
  readonly into: readonly ScenePart[];
}

export interface FollowedEdl extends Edl {
  /** By the index of the clip that they are timed by. */
  readonly passings: ReadonlyMap<number, readonly FollowedPassing[]>;
}

/**
 * The edit with every clip inside one file each of its recordings: clips are divided where any of their views passes on
 * to the next file. The parts keep the number of their clip. So is what passings show, also past the ends of clips.
 */
export function followClips(edl: Edl, files: Files): FollowedEdl {
  const clips: Clip[] = [];
  const passings = new Map<number, readonly FollowedPassing[]>();
  for (const [index, clip] of edl.clips.entries()) {
    const own = clip.passings ?? passingsInto(edl.clips, index, zero);
    if (own.length > 0)
      passings.set(
        clips.length,
        own.flatMap((passing) => followPassing(passing, files) ?? []),
      );
    clips.push(...divide({ ...clip, number: clip.number ?? index + 1 }, files));
  }
  return { ...edl, clips, passings };
}

const half = rational(1, 2);

/**
 * Half of it lies before the cut, half after it. It takes no more than half of either clip, so that two of them never meet.
 */
function followPassing(
  { kind, seconds, cut, before, into }: ClipPassing,
  files: Files,
): FollowedPassing | undefined {
  const reach = multiply(half, [before.duration, into.duration].reduce(minimum, seconds));
  if (!isLess(zero, reach)) return undefined;
  const partsOf = (clip: Clip, first: Rational): ScenePart[] => {
    const views = clip.views.map((view) => ({ ...view, inPoint: outPointOf(view, first) }));
    let at = subtract(zero, reach);
    return divide({ ...clip, views, duration: add(reach, reach) }, files).map((part) => {
      const from = at;
      at = add(at, part.duration);
      return { from, to: at, views: part.views };
    });
  };
  return {
    ...{ kind, cut, reach },
    before: partsOf(before, subtract(before.duration, reach)),
    into: partsOf(into, subtract(zero, reach)),
  };
}

function divide(clip: Clip, files: Files): Clip[] {
  if (files.sources.every(({ next }) => next === undefined)) return [clip];
  const lanes = clip.views.map((view) => followFiles({ ...view, duration: clip.duration }, files));
  const cuts = lanes.flatMap(endsOf).filter((end) => isLess(end, clip.duration));
  const ends = [...cuts.sort(compare), clip.duration];
  let start = zero;
  return ends.flatMap((end): Clip[] => {
    const from = start;
    start = end;
    if (!isLess(from, end)) return [];
    const views = lanes.flatMap((lane) => viewAt(lane, from) ?? []);
    return [{ ...clip, duration: subtract(end, from), views }];
  });
}

type LanePart = ClipView & { readonly duration: Rational };

/** Where each part of a lane ends, in seconds from the clip's start. */
function endsOf(lane: readonly LanePart[]): Rational[] {
  let end = zero;
  return lane.map(({ duration }) => (end = add(end, duration)));
}

/** What a lane shows from this instant of the clip on. */
function viewAt(lane: readonly LanePart[], instant: Rational): ClipView | undefined {
  let begin = zero;
  for (const { duration, ...view } of lane) {
    const end = add(begin, duration);
    if (isLess(instant, end)) {
      const elapsed = subtract(instant, begin);
      const shift = view.speed ? multiply(elapsed, view.speed) : elapsed;
      return { ...view, inPoint: add(view.inPoint, shift) };
    }
    begin = end;
  }
  return undefined;
}
