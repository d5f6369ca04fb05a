import type { CutTransition } from '../../../contract/project.ts';
import type { Shot } from '../../../edit/shot.ts';
import { laterPart, withShots, type Edit, type TakeRange } from '../../../edit/edit.ts';
import { placeAt, programmeOf } from '../../../edit/programme.ts';

/** Shows another angle from a programme frame on, until the next cut: what a number key does. */
export function cutTo(edit: Edit, frame: number, angleId: string): Edit {
  const programme = programmeOf(edit.shots);
  const place = placeAt(programme, frame);
  if (!place || frame < 0 || frame >= programme.total) return edit;
  const at = place.shot.from + frame - place.start;
  const parts = [
    { ...place.shot, to: at },
    { ...laterPart(place.shot, at), angleId },
  ];
  return withShots(edit, edit.shots.toSpliced(place.index, 1, ...parts));
}

/** Shows a whole shot from another angle. */
export function setShotAngle(edit: Edit, index: number, angleId: string): Edit {
  return changeShot(edit, index, (shot) => ({ ...shot, angleId }));
}

/** Turns the sound of one shot off or on. */
export function setShotSilent(edit: Edit, index: number, isSilent: boolean): Edit {
  return changeShot(edit, index, (shot) => ({ ...shot, isSilent }));
}

function changeShot(edit: Edit, index: number, change: (shot: Shot) => Shot): Edit {
  const shot = edit.shots[index];
  return shot ? withShots(edit, edit.shots.with(index, change(shot))) : edit;
}

/**
 * Moves the cut in front of shot `index` to another programme frame; the rest of the programme stays where
 * it is. Each side keeps at least a frame, and neither reaches beyond the take.
 */
export function moveCut(edit: Edit, index: number, move: { to: number; take: TakeRange }): Edit {
  const [left, right] = [edit.shots[index - 1], edit.shots[index]];
  if (!left || !right) return edit;
  const at = programmeOf(edit.shots).starts[index] ?? 0;
  const by = clamp(move.to - at, {
    least: Math.max(left.from + 1 - left.to, Math.min(0, move.take.from - right.from)),
    most: Math.min(right.to - 1 - right.from, Math.max(0, move.take.to - left.to)),
  });
  const pair = [
    { ...left, to: left.to + by },
    { ...right, from: right.from + by },
  ];
  return withShots(edit, edit.shots.toSpliced(index - 1, 2, ...pair));
}

/**
 * Takes the cut in front of shot `index` away: the angle before it goes on. Where take was cut out there it
 * comes back, and the programme grows by it.
 */
export function removeCut(edit: Edit, index: number): Edit {
  const [left, right] = [edit.shots[index - 1], edit.shots[index]];
  if (!left || !right) return edit;
  const isJump = right.from !== left.to;
  if (isJump && right.from > left.to) {
    return withShots(edit, edit.shots.with(index - 1, { ...left, to: right.from }));
  }
  return withShots(
    edit,
    edit.shots.with(index, { ...laterPart(right, right.from), ...looksOf(left), transition: undefined }),
  );
}

function looksOf({ angleId, isSilent, isKept }: Shot): Pick<Shot, 'angleId' | 'isSilent' | 'isKept'> {
  return { angleId, isSilent, isKept };
}

/** How the cut in front of a shot is passed; undefined: at once. */
export function setTransition(edit: Edit, index: number, transition: CutTransition | undefined): Edit {
  return index > 0 ? changeShot(edit, index, (shot) => ({ ...shot, transition })) : edit;
}

/** Whether cuts that are made by themselves leave a shot as it is. */
export function setShotKept(edit: Edit, index: number, isKept: boolean): Edit {
  return changeShot(edit, index, (shot) => ({ ...shot, isKept: isKept || undefined }));
}

/** Takes programme frames `[from, to)` out and closes the gap: a jump cut, or a trim at an end. */
export function removeRange(edit: Edit, from: number, to: number): Edit {
  const { starts } = programmeOf(edit.shots);
  const kept = edit.shots.flatMap((shot, index) => {
    const start = starts[index] ?? 0;
    const before = { ...shot, to: Math.min(shot.to, shot.from + Math.max(0, from - start)) };
    const after = laterPart(shot, Math.max(shot.from, shot.from + to - start));
    return from < to ? [before, after] : [shot];
  });
  return withShots(edit, kept);
}

/**
 * Moves the beginning or the end of the programme to a programme frame. Inwards trims; outwards brings back
 * what was trimmed, as far as the take goes. At least a frame is left.
 */
export function moveEnd(
  edit: Edit,
  end: 'start' | 'end',
  { to, take }: { to: number; take: TakeRange },
): Edit {
  const { total } = programmeOf(edit.shots);
  const [first, last] = [edit.shots[0], edit.shots.at(-1)];
  if (!first || !last) return edit;
  if (end === 'start') {
    if (to > 0) return removeRange(edit, 0, Math.min(to, total - 1));
    const from = Math.min(first.from, Math.max(first.from + to, take.from));
    return withShots(edit, edit.shots.with(0, { ...first, from }));
  }
  if (to < total) return removeRange(edit, Math.max(to, 1), total);
  const until = Math.max(last.to, Math.min(last.to + to - total, take.to));
  return withShots(edit, edit.shots.with(-1, { ...last, to: until }));
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(Math.max(value, least), most);
}
