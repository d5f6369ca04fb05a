import type { CutTransition } from '../contract/project.ts';

/** A stretch of the take shown from one angle, in frames of the programme's grid: `[from, to)`. */
export interface Shot {
  /** Of an angle or a layout. */
  readonly angleId: string;
  readonly from: number;
  readonly to: number;
  readonly isSilent: boolean;
  /** Into this shot from the one before it, centred on the cut. */
  readonly transition?: CutTransition | undefined;
  /** Cuts that are made by themselves leave it as it is. */
  readonly isKept?: boolean | undefined;
}

export function isSameShot(a: Shot, b: Shot | undefined): boolean {
  return (
    b !== undefined &&
    a.angleId === b.angleId &&
    a.from === b.from &&
    a.to === b.to &&
    a.isSilent === b.isSilent &&
    (a.isKept ?? false) === (b.isKept ?? false) &&
    a.transition?.kind === b.transition?.kind &&
    a.transition?.seconds === b.transition?.seconds
  );
}
