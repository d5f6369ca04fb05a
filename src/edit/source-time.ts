import type { Angle } from '../contract/project-angle.ts';
import type { Layout } from '../contract/project-finish.ts';
import type { Shot } from './shot.ts';
import type { Edit } from './edit.ts';
import { microsAt, secondsAt, type Grid } from './grid.ts';
import type { ShotPlace } from './programme.ts';

/** The instant of a camera's file that belongs to a take frame, in seconds; frames may be fractional. */
export function sourceSecondsOf(angle: Angle, takeFrame: number, grid: Grid): number {
  return angle.offsetSeconds + secondsAt(grid, takeFrame) * (1 + angle.driftPpm / 1e6);
}

/**
 * The instant of its camera's file that a shot shows at a programme frame, in seconds: that of the export, whose shots
 * begin at whole microseconds of the programme and of the take. A camera whose clock runs differently is followed.
 */
export function shownSeconds(angle: Angle, place: ShotPlace, at: { frame: number; grid: Grid }): number {
  const { frame, grid } = at;
  const since = secondsAt(grid, frame) - microsAt(grid, place.start) / 1e6;
  const take = microsAt(grid, place.shot.from) / 1e6 + since;
  return angle.offsetSeconds + take * (1 + angle.driftPpm / 1e6);
}

/** The angle that a shot shows; of a layout its first one. */
export function angleOf({ angles, finish }: Edit, { angleId }: Shot): Angle | undefined {
  const shown = layoutOf({ finish }, angleId)?.tiles[0]?.angleId ?? angleId;
  return angles.find(({ id }) => id === shown);
}

export function layoutOf({ finish }: Pick<Edit, 'finish'>, id: string): Layout | undefined {
  return finish.layouts.find((layout) => layout.id === id);
}

/** What a shot is called: its camera, or its layout. */
export function nameOfShown(edit: Edit, angleId: string): string {
  return [...edit.angles, ...edit.finish.layouts].find(({ id }) => id === angleId)?.name ?? '';
}
