import type { MovieRequest, OutputRequest } from '../contract/exports/rendition.ts';
import { cutCaptions, cutEdl } from '../timeline/cut-edl.ts';
import type { Caption, Edl, Look } from '../timeline/edl.ts';
import type { PlanInput } from './plan/plan-input.ts';

/** The edit that an output shows: its stretch of the programme, at its own loudness. */
export function editOfOutput(edl: Edl, output: Exclude<OutputRequest, { kind: 'still' }>): Edl {
  const { range, loudness, truePeak } = output;
  const cut = range ? cutEdl(edl, range) : edl;
  if (loudness === undefined && truePeak === undefined) return cut;
  const mastering = {
    ...cut.mastering,
    ...(loudness !== undefined && { loudness }),
    ...(truePeak !== undefined && { truePeak }),
  };
  return { ...cut, mastering };
}

/** What the planner is given for a movie; `captions` in seconds of the whole programme. */
export function movieInput(
  edl: Edl,
  output: MovieRequest,
  captions: readonly Caption[],
): Pick<PlanInput, 'edl' | 'request' | 'quality'> {
  const { rendition, quality, looks, range, burnsCaptions } = output;
  const burned = range ? cutCaptions(captions, range) : captions;
  return {
    edl: {
      ...editOfOutput(withLooks(edl, looks), output),
      ...(burnsCaptions && { burnedCaptions: burned }),
    },
    request: rendition,
    quality,
  };
}

/** What of each source is seen in this output, where it says so for itself. */
function withLooks(edl: Edl, looks: ReadonlyMap<number, Look>): Edl {
  if (looks.size === 0) return edl;
  const clips = edl.clips.map((clip) => ({
    ...clip,
    views: clip.views.map((view) => {
      const look = looks.get(view.source);
      return look ? { ...view, look } : view;
    }),
  }));
  return { ...edl, clips };
}
