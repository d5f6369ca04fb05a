import type { Angle } from '../../../contract/project-angle.ts';
import type { Finish } from '../../../contract/project-finish.ts';
import { recordedRange, takeRangeOf } from './angles.ts';
import type { Shot } from '../../../edit/shot.ts';
import { areSameShots, tidied, withShots, type Edit, type TakeRange } from '../../../edit/edit.ts';
import { lengthOfRecording } from '../../../contract/footage/recording-files.ts';
import { gridOf } from '../../../edit/grid.ts';
import { programmeOf } from '../../../edit/programme.ts';

/** How long files are, in seconds, by their name in the library; those that nobody has told yet are missing. */
export type Lengths = ReadonlyMap<string, number>;

interface Recording {
  readonly angle: Angle;
  readonly range: TakeRange;
}

function recordingsOf(edit: Edit, lengths: Lengths): readonly Recording[] {
  const grid = gridOf(edit.rendition.fps);
  return edit.angles.flatMap((angle) => {
    const seconds = lengthOfRecording(angle, lengths);
    return seconds === undefined ? [] : [{ angle, range: recordedRange(angle, seconds, grid) }];
  });
}

/** What of the take each angle has recorded, by id, in frames; those whose length nobody has told are missing. */
export function recordedBy(edit: Edit, lengths: Lengths): ReadonlyMap<string, TakeRange> {
  return new Map(recordingsOf(edit, lengths).map(({ angle, range }) => [angle.id, range]));
}

/** Shows a part of the take, in frames, from the first camera that recorded each stretch of it; the first one where none did. */
export function coverageOf(edit: Edit, part: TakeRange, lengths: Lengths): readonly Shot[] {
  const recordings = recordingsOf(edit, lengths);
  const [first] = edit.angles;
  if (!first) return [];
  const edges = recordings.flatMap(({ range }) => [range.from, range.to]);
  const inner = edges.filter((edge) => edge > part.from && edge < part.to).sort((a, b) => a - b);
  const shots = [...inner, part.to].map((to, index): Shot => {
    const from = index === 0 ? part.from : (inner[index - 1] ?? part.from);
    const shown = recordings.find(({ range }) => range.from <= from && range.to >= to)?.angle ?? first;
    return { angleId: shown.id, from, to, isSilent: false };
  });
  return tidied(shots);
}

/**
 * The edit after a change of its cameras, with a programme that is as long as the take for as long as nobody has
 * trimmed it. A programme in which nothing was cut is laid out again; otherwise only its ends move. While a
 * file's length is not known nothing is done.
 */
export function followTake(before: Edit, after: Edit, lengths: Lengths): Edit {
  const isKnown = [...before.angles, ...after.angles].every(
    (angle) => lengthOfRecording(angle, lengths) !== undefined,
  );
  if (before === after || !isKnown || after.angles.length === 0) return after;
  const take = takeRangeOf(after, lengths);
  if (before.angles.length === 0) return withShots(after, coverageOf(after, take, lengths));
  const was = takeRangeOf(before, lengths);
  const isUncut = areSameShots(before.shots, coverageOf(before, was, lengths));
  if (isUncut) return withShots(after, coverageOf(after, take, lengths));
  return withEnds(before, after, { was, take, lengths });
}

interface Takes {
  readonly was: TakeRange;
  readonly take: TakeRange;
  readonly lengths: Lengths;
}

function withEnds(before: Edit, after: Edit, { was, take, lengths }: Takes): Edit {
  const [first, last] = [before.shots[0], before.shots.at(-1)];
  const isWholeStart = first !== undefined && Math.abs(first.from - was.from) <= 1;
  const isWholeEnd = last !== undefined && Math.abs(last.to - was.to) <= 1;
  const from = isWholeStart ? take.from : -Infinity;
  const to = isWholeEnd ? take.to : Infinity;
  const kept = keptOf(after.shots, { first, last, from, to });
  const [start, end] = [kept[0], kept.at(-1)];
  if (!start || !end) return after;
  const earlier = start.from > from ? { from, to: start.from } : undefined;
  const later = end.to < to ? { from: end.to, to } : undefined;
  return withShots(after, [
    ...(isWholeStart && earlier ? coverageOf(after, earlier, lengths) : []),
    ...kept,
    ...(isWholeEnd && later ? coverageOf(after, later, lengths) : []),
  ]);
}

/** The shots without what of the first one lies before `from` and of the last one after `to`; a frame of each is left. */
function keptOf(
  shots: readonly Shot[],
  { first, last, from, to }: { first: Shot | undefined; last: Shot | undefined; from: number; to: number },
): readonly Shot[] {
  return shots.map((shot, index) => ({
    ...shot,
    from: index === 0 && first ? Math.min(Math.max(shot.from, from), shot.to - 1) : shot.from,
    to: index === shots.length - 1 && last ? Math.max(Math.min(shot.to, to), shot.from + 1) : shot.to,
  }));
}

/** A part of a shot of which its camera has recorded nothing; programme frames, `[from, to)`. */
export interface Gap {
  /** The shot's place in the programme. */
  readonly index: number;
  readonly angle: Angle;
  readonly from: number;
  readonly to: number;
  /** Nothing of the shot is there. */
  readonly isWhole: boolean;
}

/** Where the programme shows a camera that has recorded nothing there, from its beginning to its end. */
export function gapsOf(edit: Edit, lengths: Lengths): readonly Gap[] {
  const { starts } = programmeOf(edit.shots);
  const recorded = new Map(
    recordingsOf(edit, lengths).map(({ angle, range }) => [angle.id, { angle, range }]),
  );
  return edit.shots.flatMap((shot, index): readonly Gap[] => {
    const known = recorded.get(shot.angleId);
    if (!known) return [];
    const { angle, range } = known;
    const start = (starts[index] ?? 0) - shot.from;
    const gap = (from: number, to: number): readonly Gap[] =>
      from < to
        ? [{ index, angle, from: start + from, to: start + to, isWhole: to - from === shot.to - shot.from }]
        : [];
    return [
      ...gap(shot.from, Math.min(shot.to, range.from)),
      ...gap(Math.max(shot.from, range.to, Math.min(shot.to, range.from)), shot.to),
    ];
  });
}

/** Shows what a shot's own camera has not recorded from one that has; where none has, it stays as it is. */
export function fillShot(edit: Edit, index: number, lengths: Lengths): Edit {
  const shot = edit.shots[index];
  const own = recordingsOf(edit, lengths).find(({ angle }) => angle.id === shot?.angleId);
  if (!shot || !own) return edit;
  const others = { ...edit, angles: [own.angle, ...edit.angles.filter(({ id }) => id !== shot.angleId)] };
  const filled = coverageOf(others, shot, lengths).map((part) => ({ ...part, isSilent: shot.isSilent }));
  return withShots(edit, edit.shots.toSpliced(index, 1, ...filled));
}

/** Takes an angle out; what it showed is shown from the first camera that recorded it. */
export function removeAngle(edit: Edit, angleId: string, lengths: Lengths = new Map()): Edit {
  const angles = edit.angles.filter(({ id }) => id !== angleId);
  if (angles.length === edit.angles.length) return edit;
  const finish = withoutAngle(edit.finish, angleId);
  const rest = { ...edit, angles, finish };
  const shown = new Set([...angles, ...finish.layouts].map(({ id }) => id));
  const shots = edit.shots.flatMap((shot) => {
    if (shown.has(shot.angleId)) return [shot];
    return coverageOf(rest, shot, lengths).map((part) => ({ ...part, isSilent: shot.isSilent }));
  });
  return withShots(rest, shots);
}

function withoutAngle(finish: Finish, angleId: string): Finish {
  const { trackId: _, ...sound } = finish.sound;
  const isOther = (one: { readonly angleId: string }) => one.angleId !== angleId;
  return {
    ...finish,
    sound: finish.sound.trackId === angleId ? { ...sound, mode: 'best' } : finish.sound,
    frames: finish.frames.filter(isOther),
    layouts: finish.layouts
      .map((layout) => ({ ...layout, tiles: layout.tiles.filter(isOther) }))
      .filter(({ tiles }) => tiles.length > 0),
  };
}

/** Whether a frame of the take lies in what a camera has recorded; true where its length is not known. */
export function hasRecorded(edit: Edit, angleId: string, at: { frame: number; lengths: Lengths }): boolean {
  const recording = recordingsOf(edit, at.lengths).find(({ angle }) => angle.id === angleId);
  return recording === undefined || (recording.range.from <= at.frame && at.frame < recording.range.to);
}
