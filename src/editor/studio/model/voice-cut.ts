import type { Shot } from '../../../edit/shot.ts';
import { laterPart, withShots, type Edit, type TakeRange } from '../../../edit/edit.ts';
import { programmeOf } from '../../../edit/programme.ts';

/** A stretch of the take in frames, and who is shown in it. */
export interface SuggestedShot extends TakeRange {
  readonly angleId: string;
}

/** Programme frames, `[from, to)`; undefined for all of it. */
type Part = TakeRange | undefined;

/**
 * Shows what was suggested for the take, wherever the programme shows that part of it. Jump cuts, order and muted
 * shots stay; so does everything outside of `part`, and what nothing was suggested for.
 */
export function applyCuts(edit: Edit, cuts: readonly SuggestedShot[], part: Part): Edit {
  return changeInside(edit, part, (shot) => {
    const inside = cuts.filter(({ from, to }) => from < shot.to && to > shot.from);
    if (inside.length === 0 || shot.isKept === true) return [shot];
    return inside.map(({ angleId, from, to }, index) => ({
      ...{ angleId, isSilent: shot.isSilent },
      from: index === 0 ? shot.from : Math.max(from, shot.from),
      to: index === inside.length - 1 ? shot.to : Math.min(to, shot.to),
    }));
  });
}

/** Takes parts of the take out of the programme, inside of `part`; at least a frame of the programme is left. */
export function applyTrims(edit: Edit, trims: readonly TakeRange[], part: Part): Edit {
  const tight = changeInside(edit, part, (shot) =>
    trims.reduce<readonly Shot[]>((left, trim) => left.flatMap((one) => without(one, trim)), [shot]),
  );
  return tight.shots.length === 0 ? edit : tight;
}

function without(shot: Shot, { from, to }: TakeRange): readonly Shot[] {
  const before = { ...shot, to: Math.min(shot.to, from) };
  const after = laterPart(shot, Math.max(shot.from, to));
  return [before, after].filter((one) => one.to > one.from);
}

/** Changes what of each shot lies inside of a part of the programme. */
function changeInside(edit: Edit, part: Part, change: (shot: Shot) => readonly Shot[]): Edit {
  const { starts, total } = programmeOf(edit.shots);
  const { from, to } = part ?? { from: 0, to: total };
  const shots = edit.shots.flatMap((shot, index) => {
    const start = starts[index] ?? 0;
    const first = Math.max(shot.from, shot.from + from - start);
    const end = Math.min(shot.to, shot.from + to - start);
    if (end <= first) return [shot];
    const inner = change({ ...laterPart(shot, first), to: end });
    return [{ ...shot, to: first }, ...inner, laterPart(shot, end)];
  });
  return withShots(edit, shots);
}
