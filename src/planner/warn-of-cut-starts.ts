import type { Warning } from '../contract/status.ts';
import { lateStart } from '../timeline/frame-table.ts';
import { isLess, multiply, rational, subtract, type Rational } from '../timeline/rational.ts';
import { BOUNDARY, type PictureIndex } from './facts.ts';
import type { PlanInput } from './plan-export.ts';
import { describeSeconds, nameOf } from './warn-of-ends.ts';

/** One for each source that begins in the middle of a GOP, if a clip begins before what can be decoded of it. */
export function warnOfCutStarts({ edl, sources }: PlanInput): Warning[] {
  return sources.flatMap((source, number) => {
    const first = source && firstDecodable(source.index);
    if (!first) return [];
    const clip = edl.clips.findIndex((each) => each.source === number && isLess(each.inPoint, first));
    if (clip < 0) return [];
    const shown = isLess(lateStart, first) ? 'it is black' : 'its first picture is shown';
    const message = `${nameOf(edl, number)} has its first keyframe at ${describeSeconds(first)}; in clip ${clip + 1}, ${shown} until then.`;
    return [{ code: 'BEFORE_KEYFRAME', message }];
  });
}

/** In seconds of the source, where that is not simply its first picture. */
function firstDecodable({ boundary, rank, timing }: PictureIndex): Rational | undefined {
  if (boundary[0] !== BOUNDARY.none || (rank[0] ?? 0) >= 0 || timing.pts.length === 0) return undefined;
  return subtract(multiply(rational(BigInt(Math.round(timing.pts[0] ?? 0))), timing.timebase), timing.origin);
}
