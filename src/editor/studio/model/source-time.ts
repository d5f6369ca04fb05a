import type { Angle } from '../../../contract/project.ts';
import type { Edit, Shot } from './edit.ts';
import { microsAt, secondsAt, type Grid } from './grid.ts';
import type { ShotPlace } from './programme.ts';

/** The instant of a camera's file that belongs to a take frame, in seconds; frames may be fractional. */
export function sourceSecondsOf(angle: Angle, takeFrame: number, grid: Grid): number {
  return angle.offsetSeconds + secondsAt(grid, takeFrame) * (1 + angle.driftPpm / 1e6);
}

/** Where a shot begins in its camera's file, in whole microseconds. */
export function shotStartMicros(angle: Angle, shot: Shot, grid: Grid): number {
  return Math.round(sourceSecondsOf(angle, shot.from, grid) * 1e6) + 0;
}

/**
 * The instant of its camera's file that a shot shows at a programme frame, in seconds: that of the export.
 * A camera whose clock runs differently is set right at each cut and then plays at its own pace, so its
 * picture and its sound stay together.
 */
export function shownSeconds(angle: Angle, place: ShotPlace, at: { frame: number; grid: Grid }): number {
  const { frame, grid } = at;
  const since = secondsAt(grid, frame) - microsAt(grid, place.start) / 1e6;
  return shotStartMicros(angle, place.shot, grid) / 1e6 + since;
}

export function angleOf(edit: Edit, shot: Shot): Angle | undefined {
  return edit.angles.find(({ id }) => id === shot.angleId);
}
