import type { Warning } from '../../contract/exports/status.ts';
import { lateStart } from '../../timeline/frame-table.ts';
import { isLess, subtract } from '../../timeline/rational.ts';
import { firstDecodable } from '../facts/cut-start.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { describeSeconds, nameOf, numberOf } from './warn-of-ends.ts';

/** One for each source that begins in the middle of a GOP, if a clip begins before what can be decoded of it. */
export function warnOfCutStarts({ edl, sources }: PlanInput): Warning[] {
  return sources.flatMap((source, number) => {
    const decodable = source && firstDecodable(source.index);
    if (!decodable) return [];
    const first = subtract(decodable, source.index.timing.origin);
    const clip = edl.clips.findIndex(({ views }) =>
      views.some((view) => view.source === number && isLess(view.inPoint, first)),
    );
    const found = edl.clips[clip];
    if (!found) return [];
    const shown = isLess(lateStart, first) ? 'it is black' : 'its first picture is shown';
    const message = `${nameOf(edl, number)} has its first keyframe at ${describeSeconds(first)}; in clip ${numberOf(found, clip)}, ${shown} until then.`;
    return [{ code: 'BEFORE_KEYFRAME', message }];
  });
}
