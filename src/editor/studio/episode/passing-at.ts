import type { Shot } from '../../../edit/shot.ts';
import { transitionFor } from '../../../edit/config-of.ts';
import { secondsAt, type Grid } from '../../../edit/grid.ts';
import { placeAt, type Programme, type ShotPlace } from '../../../edit/programme.ts';

/** The shots laid end to end on their grid. */
export interface Laid {
  readonly programme: Programme;
  readonly grid: Grid;
}

/** One transition, centred on the cut between two shots. */
export interface CutPassing {
  readonly left: ShotPlace;
  readonly right: ShotPlace;
  readonly kind: NonNullable<Shot['transition']>['kind'];
  /** Seconds from its beginning to its end. */
  readonly seconds: number;
  /** Seconds of the programme from the cut; negative before it. */
  readonly since: number;
  /** The take goes on over the cut: every camera plays on. Otherwise both sides show instants of their own. */
  readonly goesOn: boolean;
}

/** The transition that lies at a programme frame (fractional while it plays), or that begins within `lead` seconds. */
export function passingAt(laid: Laid, frame: number, lead = 0): CutPassing | undefined {
  const { programme, grid } = laid;
  const place = placeAt(programme, frame);
  if (!place) return undefined;
  const now = secondsAt(grid, frame);
  for (let index = place.index; index < programme.shots.length; index++) {
    const since = now - secondsAt(grid, programme.starts[index] ?? 0);
    const passing = passingInto(laid, index, since);
    if (passing && since < passing.seconds / 2 && since + lead > -passing.seconds / 2) return passing;
    // The next cut is looked at in any case: half of its transition lies before it.
    if (index > place.index && since + lead < 0) return undefined;
  }
  return undefined;
}

function passingInto({ programme, grid }: Laid, index: number, since: number): CutPassing | undefined {
  const transition = transitionFor(index, { programme, grid });
  const [left, right] = [programme.shots[index - 1], programme.shots[index]];
  if (!transition || !left || !right) return undefined;
  return {
    left: { index: index - 1, shot: left, start: programme.starts[index - 1] ?? 0 },
    right: { index, shot: right, start: programme.starts[index] ?? 0 },
    ...{ kind: transition.kind, seconds: transition.seconds, since },
    goesOn: left.to === right.from,
  };
}
