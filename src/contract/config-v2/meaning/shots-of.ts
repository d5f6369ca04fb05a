import { rationalFromNumber, subtract, type Rational } from '../../../timeline/rational.ts';
import type { ConfigV2 } from '../config-v2.ts';

/** One shot with exact times: take time where it shows an angle or a layout, source time where it is a source. */
export interface TimedShot {
  readonly kind: 'show' | 'source';
  /** Id of the angle or the layout, or of the source. */
  readonly id: string;
  readonly from: Rational;
  readonly duration: Rational;
  readonly mayBeBlack: boolean;
  readonly isSilent: boolean;
  readonly transition: { readonly kind: TransitionKind; readonly seconds: Rational } | undefined;
}

type TransitionKind = 'dissolve' | 'fade-black' | 'fade-white';

/** The shots of a config, also where it has a range and switch points instead. */
export function shotsOf({ shots, multicam }: ConfigV2): readonly TimedShot[] {
  if (!shots) return multicam ? shotsOfMulticam(multicam) : [];
  return shots.map(({ show, source, from, to, outside, silent, transition }) => ({
    kind: show === undefined ? 'source' : 'show',
    id: show ?? source ?? '',
    ...stretch(from, to),
    ...{ mayBeBlack: outside === 'black', isSilent: silent ?? false },
    transition: transition && { ...transition, seconds: rationalFromNumber(transition.seconds) },
  }));
}

/** Which angle is seen from which switch point to the next; before the first one already what that one shows. */
function shotsOfMulticam({ range, switchPoints }: NonNullable<ConfigV2['multicam']>): readonly TimedShot[] {
  const [begin, end] = range;
  const sorted = [...switchPoints].sort((a, b) => a.time - b.time);
  return sorted.flatMap(({ time, angleId }, i): TimedShot[] => {
    const from = i === 0 ? begin : Math.max(begin, time);
    const to = Math.min(end, sorted[i + 1]?.time ?? end);
    if (to <= from) return [];
    const plain = { mayBeBlack: false, isSilent: false, transition: undefined };
    return [{ kind: 'show', id: angleId, ...stretch(from, to), ...plain }];
  });
}

function stretch(from: number, to: number): Pick<TimedShot, 'from' | 'duration'> {
  const begin = rationalFromNumber(from);
  return { from: begin, duration: subtract(rationalFromNumber(to), begin) };
}
