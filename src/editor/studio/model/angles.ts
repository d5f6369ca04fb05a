import type { Angle } from '../../../contract/project-angle.ts';
import type { Rendition } from '../../../contract/project.ts';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { tidied, withShots, type Edit, type TakeRange } from '../../../edit/edit.ts';
import { lengthOfRecording, withFiles, type FileToLay } from '../../../contract/footage/recording-files.ts';
import { gridOf, nearestFrame, secondsAt, type Grid } from '../../../edit/grid.ts';
import type { AnglePlacement } from './sync.ts';

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Orders files as people count them: `cam2` before `cam10`, whichever of them arrives first. */
export function compareFiles(a: string, b: string): number {
  const name = (filePath: string) => filePath.split('/').at(-1) ?? filePath;
  return byName.compare(name(a), name(b)) || byName.compare(a, b);
}

/**
 * Adds an angle at its place by file name, or last where somebody has put the angles into another order. The
 * first one becomes the whole programme; `durationSeconds` is its file's length.
 */
export function addAngle(edit: Edit, angle: Angle, durationSeconds: number): Edit {
  const added = { ...edit, angles: edit.angles.toSpliced(placeOf(edit.angles, angle), 0, angle) };
  if (edit.shots.length > 0) return added;
  const { from, to } = recordedRange(angle, durationSeconds, gridOf(edit.rendition.fps));
  return withShots(added, [{ angleId: angle.id, from: Math.max(0, from), to, isSilent: false }]);
}

function placeOf(angles: readonly Angle[], { filePath }: Angle): number {
  const isSorted = angles.every((angle, index) => {
    const before = angles[index - 1];
    return before === undefined || compareFiles(before.filePath, angle.filePath) <= 0;
  });
  const place = angles.findIndex((angle) => compareFiles(angle.filePath, filePath) > 0);
  return isSorted && place >= 0 ? place : angles.length;
}

export function renameAngle(edit: Edit, angleId: string, name: string): Edit {
  return changeAngle(edit, angleId, (angle) => ({ ...angle, name }));
}

/** Makes a camera or a recorder of these files; its name and its cuts stay, and so does what of it is still there. */
export function layFiles(edit: Edit, angleId: string, files: readonly FileToLay[]): Edit {
  return changeAngle(edit, angleId, (angle) => withFiles(angle, files));
}

/** Puts where an angle lies against the take. */
export function setSync(edit: Edit, angleId: string, placement: AnglePlacement): Edit {
  return changeAngle(edit, angleId, ({ syncConfidence: _, ...angle }) => ({ ...angle, ...placement }));
}

/** Says which angle the others were synchronised with. */
export function setReference(edit: Edit, angleId: string): Edit {
  return {
    ...edit,
    angles: edit.angles.map(({ isReference: _, ...angle }) =>
      angle.id === angleId ? { ...angle, isReference: true } : angle,
    ),
  };
}

/** Moves an angle's picture by frames of the programme; positive shows later pictures. */
export function nudgeAngle(edit: Edit, angleId: string, frames: number): Edit {
  return slideAngle(edit, angleId, secondsAt(gridOf(edit.rendition.fps), frames));
}

/** Moves an angle by any time, in seconds, to the microsecond; positive shows and sounds what comes later. */
export function slideAngle(edit: Edit, angleId: string, seconds: number): Edit {
  const angle = recordingsIn(edit).find(({ id }) => id === angleId);
  const offsetSeconds = angle && micro(angle.offsetSeconds + seconds);
  if (offsetSeconds === undefined || offsetSeconds === angle?.offsetSeconds) return edit;
  return setSync(edit, angleId, { offsetSeconds, driftPpm: angle?.driftPpm ?? 0, sync: 'hand' });
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
  return { ...edit, rendition, shots: tidied(shots) };
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
    const duration = lengthOfRecording(angle, durations);
    return duration === undefined ? [] : [recordedRange(angle, duration, grid)];
  });
  const known = ranges.length > 0 ? ranges : edit.shots;
  return {
    from: Math.min(...known.map(({ from }) => from)),
    to: Math.max(...known.map(({ to }) => to)),
  };
}

/** Of a camera or of a recorder. */
function changeAngle(edit: Edit, angleId: string, change: (angle: Angle) => Angle): Edit {
  const one = (angle: Angle) => (angle.id === angleId ? change(angle) : angle);
  const { angles, finish } = edit;
  if (angles.some(({ id }) => id === angleId)) return { ...edit, angles: angles.map(one) };
  return { ...edit, finish: { ...finish, recorders: finish.recorders.map(one) } };
}

function micro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
