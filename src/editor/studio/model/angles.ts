import type { Angle, Rendition } from '../../../contract/project.ts';
import { withShots, type Edit, type TakeRange } from './edit.ts';
import { gridOf, nearestFrame, secondsAt, type Grid } from './grid.ts';

/** Adds an angle. The first one becomes the whole programme; `durationSeconds` is its file's length. */
export function addAngle(edit: Edit, angle: Angle, durationSeconds: number): Edit {
  const added = { ...edit, angles: [...edit.angles, angle] };
  if (edit.shots.length > 0) return added;
  const { from, to } = recordedRange(angle, durationSeconds, gridOf(edit.rendition.fps));
  return withShots(added, [{ angleId: angle.id, from: Math.max(0, from), to, isSilent: false }]);
}

/** Takes an angle out; what it showed, its first neighbour shows. */
export function removeAngle(edit: Edit, angleId: string): Edit {
  const angles = edit.angles.filter(({ id }) => id !== angleId);
  if (angles.length === edit.angles.length) return edit;
  const [heir] = angles;
  const shots = edit.shots.flatMap((shot) => {
    if (shot.angleId !== angleId) return [shot];
    return heir ? [{ ...shot, angleId: heir.id }] : [];
  });
  return withShots({ ...edit, angles }, shots);
}

export function renameAngle(edit: Edit, angleId: string, name: string): Edit {
  return changeAngle(edit, angleId, { name });
}

/** Puts where an angle lies against the take. */
export function setSync(
  edit: Edit,
  angleId: string,
  sync: Pick<Angle, 'offsetSeconds' | 'driftPpm' | 'sync'>,
): Edit {
  return changeAngle(edit, angleId, sync);
}

/** Moves an angle's picture by frames of the programme; positive shows later pictures. */
export function nudgeAngle(edit: Edit, angleId: string, frames: number): Edit {
  return slideAngle(edit, angleId, secondsAt(gridOf(edit.rendition.fps), frames));
}

/** Moves an angle by any time, in seconds, to the microsecond; positive shows and sounds what comes later. */
export function slideAngle(edit: Edit, angleId: string, seconds: number): Edit {
  const angle = edit.angles.find(({ id }) => id === angleId);
  const offsetSeconds = angle && micro(angle.offsetSeconds + seconds);
  if (offsetSeconds === undefined || offsetSeconds === angle?.offsetSeconds) return edit;
  return changeAngle(edit, angleId, { offsetSeconds, sync: 'hand' });
}

/** Moves an angle to another place in the order, which is also its number key. */
export function moveAngle(edit: Edit, angleId: string, to: number): Edit {
  const from = edit.angles.findIndex(({ id }) => id === angleId);
  const angle = edit.angles[from];
  if (!angle || from === to || to < 0 || to >= edit.angles.length) return edit;
  return { ...edit, angles: edit.angles.toSpliced(from, 1).toSpliced(to, 0, angle) };
}

/** Changes what is exported. Another frame rate is another grid: every cut goes to the nearest frame of it. */
export function setRendition(edit: Edit, change: Partial<Rendition>): Edit {
  const rendition = { ...edit.rendition, ...change };
  if (rendition.fps === edit.rendition.fps) return { ...edit, rendition };
  const [before, after] = [gridOf(edit.rendition.fps), gridOf(rendition.fps)];
  const moved = (frame: number) => nearestFrame(after, secondsAt(before, frame));
  const shots = edit.shots.map((shot) => ({ ...shot, from: moved(shot.from), to: moved(shot.to) }));
  return withShots({ ...edit, rendition }, shots);
}

/** What of the take one camera has recorded, in whole frames. */
export function recordedRange(angle: Angle, durationSeconds: number, grid: Grid): TakeRange {
  const speed = 1 + angle.driftPpm / 1e6;
  const take = (source: number) => (source - angle.offsetSeconds) / speed;
  const from = nearestFrame(grid, take(0));
  return {
    from,
    to: Math.max(from + 1, Math.floor((take(durationSeconds) * grid.num) / grid.den + 1e-3)),
  };
}

/** What of the take any camera has recorded; `durations` by file. Where nothing is known, what is used. */
export function takeRangeOf(edit: Edit, durations: ReadonlyMap<string, number>): TakeRange {
  const grid = gridOf(edit.rendition.fps);
  const ranges = edit.angles.flatMap((angle) => {
    const duration = durations.get(angle.filePath);
    return duration === undefined ? [] : [recordedRange(angle, duration, grid)];
  });
  const known = ranges.length > 0 ? ranges : edit.shots;
  return {
    from: Math.min(...known.map(({ from }) => from)),
    to: Math.max(...known.map(({ to }) => to)),
  };
}

function changeAngle(edit: Edit, angleId: string, change: Partial<Angle>): Edit {
  return {
    ...edit,
    angles: edit.angles.map((angle) => (angle.id === angleId ? { ...angle, ...change } : angle)),
  };
}

function micro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
