import type { Angle } from '../contract/project-angle.ts';
import type { Finish } from '../contract/project-finish.ts';
import type { Rendition } from '../contract/project.ts';
import { followMoments } from './follow-moments.ts';
import { gridOf } from './grid.ts';
import { isSameShot, type Shot } from './shot.ts';

/** What undo and redo go back and forth through: the angles, the programme and how it is exported. */
export interface Edit {
  readonly angles: readonly Angle[];
  /** The programme in its order; no shot is empty, and no two neighbours could be one. */
  readonly shots: readonly Shot[];
  readonly rendition: Rendition;
  /** Its sound, its words, and the files that are exported. */
  readonly finish: Finish;
}

/** The part of the take that any camera has recorded, in frames: `[from, to)`. */
export interface TakeRange {
  readonly from: number;
  readonly to: number;
}

/** Shots without empty ones, neighbours that go on where the other ends made one. */
export function tidied(shots: readonly Shot[]): readonly Shot[] {
  const tidy: Shot[] = [];
  for (const shot of shots) {
    if (shot.to <= shot.from) continue;
    const last = tidy.at(-1);
    if (last && goesOn(last, shot)) tidy[tidy.length - 1] = { ...last, to: shot.to };
    else tidy.push(shot);
  }
  return tidy;
}

function goesOn(left: Shot, right: Shot): boolean {
  const isSame = left.angleId === right.angleId && left.isSilent === right.isSilent;
  return (
    isSame &&
    left.to === right.from &&
    !right.transition &&
    (left.isKept ?? false) === (right.isKept ?? false)
  );
}

/** The later part of a shot: into it there is no transition. */
export function laterPart({ transition, ...shot }: Shot, from: number): Shot {
  return { ...shot, from, ...(from <= shot.from && transition && { transition }) };
}

/** The edit with other shots; the same edit where nothing changed, so that history does not fill with nothing. */
export function withShots(edit: Edit, shots: readonly Shot[]): Edit {
  const tidy = tidied(shots);
  if (areSameShots(tidy, edit.shots)) return edit;
  const moments = { before: edit.shots, after: tidy, grid: gridOf(edit.rendition.fps) };
  return { ...edit, shots: tidy, finish: followMoments(edit.finish, moments) };
}

export function areSameShots(left: readonly Shot[], right: readonly Shot[]): boolean {
  return left.length === right.length && left.every((shot, index) => isSameShot(shot, right[index]));
}
