import type { Clip, ClipView, Edl } from '../../timeline/edl.ts';
import { add, compare, isLess, multiply, subtract, zero, type Rational } from '../../timeline/rational.ts';
import { followFiles, type Files } from '../sound/follow-files.ts';

/**
 * The edit with every clip inside one file each of its recordings: clips are divided where any of their views passes on
 * to the next file. The parts keep the number of their clip, and the first one the transition into it.
 */
export function followClips(edl: Edl, files: Files): Edl {
  if (edl.sources.every(({ next }) => next === undefined)) return edl;
  const clips = edl.clips.flatMap((clip, index) => {
    const parts = divide({ ...clip, number: clip.number ?? index + 1 }, files);
    return parts.map(({ transition, ...part }, i) =>
      i === 0 && transition ? { ...part, transition } : part,
    );
  });
  return { ...edl, clips };
}

function divide(clip: Clip, files: Files): Clip[] {
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
