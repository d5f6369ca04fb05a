import type { Clip, ClipView } from '../../../src/timeline/edl.ts';
import { subtract, type Rational } from '../../../src/timeline/rational.ts';
import { placeClips, placeView, type ViewPlace } from '../../../src/timeline/time-model.ts';

/** A clip that shows one source from one instant of it to another. */
export function clipOf(source: number, inPoint: Rational, outPoint: Rational): Clip {
  return { duration: subtract(outPoint, inPoint), views: [{ source, inPoint }] };
}

/** The one view of a clip. */
export function viewOf(clip: Clip): ClipView {
  const [view] = clip.views;
  if (!view) throw new Error('The clip shows nothing');
  return view;
}

/** Where the one source of each clip lies. */
export function placeViews(clips: readonly Clip[], rate: Rational): ViewPlace[] {
  return placeClips(clips, rate).map((place, i) => {
    const clip = clips[i];
    if (!clip) throw new Error('There are more places than clips');
    return placeView(place, viewOf(clip));
  });
}
