import type { Angle, Rendition } from '../../../contract/project.ts';

/** A stretch of the take shown from one angle, in frames of the programme's grid: `[from, to)`. */
export interface Shot {
  readonly angleId: string;
  readonly from: number;
  readonly to: number;
  readonly isSilent: boolean;
}

/** What undo and redo go back and forth through: the angles, the programme and how it is exported. */
export interface Edit {
  readonly angles: readonly Angle[];
  /** The programme in its order; no shot is empty, and no two neighbours could be one. */
  readonly shots: readonly Shot[];
  readonly rendition: Rendition;
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
  return left.angleId === right.angleId && left.isSilent === right.isSilent && left.to === right.from;
}

/** The edit with other shots; the same edit where nothing changed, so that history does not fill with nothing. */
export function withShots(edit: Edit, shots: readonly Shot[]): Edit {
  const tidy = tidied(shots);
  return areSameShots(tidy, edit.shots) ? edit : { ...edit, shots: tidy };
}

export function areSameShots(left: readonly Shot[], right: readonly Shot[]): boolean {
  return left.length === right.length && left.every((shot, index) => isSameShot(shot, right[index]));
}

export function isSameShot(a: Shot, b: Shot | undefined): boolean {
  return (
    b !== undefined &&
    a.angleId === b.angleId &&
    a.from === b.from &&
    a.to === b.to &&
    a.isSilent === b.isSilent
  );
}
