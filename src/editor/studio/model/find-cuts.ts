import type { Edit } from '../../../edit/edit.ts';
import { secondsAt, timecode, type Grid } from '../../../edit/grid.ts';
import type { Programme } from '../../../edit/programme.ts';
import { layoutOf, nameOfShown } from '../../../edit/source-time.ts';

/** Words that stand over a part of the programme, in its seconds. */
export interface SpokenWords {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export interface CutSearch {
  readonly text: string;
  /** Only shots of this angle or layout, or in which it is seen; all where it is left out. */
  readonly angleId?: string | undefined;
}

interface Searched {
  readonly edit: Edit;
  readonly programme: Programme;
  readonly grid: Grid;
  readonly captions: readonly SpokenWords[];
}

/**
 * The shots that a search means, by their places: by number (`12`), time code (`01:02`), camera, chapter, or what is
 * said or written in them.
 */
export function findCuts(searched: Searched, { text, angleId }: CutSearch): readonly number[] {
  const { edit, programme } = searched;
  const wanted = text.trim().toLowerCase();
  const says = wanted === '' ? () => true : matcherOf(searched, wanted);
  return programme.shots.flatMap((shot, index) => {
    const isOfAngle = angleId === undefined || isSeenIn(edit, shot.angleId, angleId);
    return isOfAngle && says(index) ? [index] : [];
  });
}

function isSeenIn(edit: Edit, shown: string, angleId: string): boolean {
  return (
    shown === angleId || (layoutOf(edit, shown)?.tiles.some((tile) => tile.angleId === angleId) ?? false)
  );
}

function matcherOf(
  { edit, programme, grid, captions }: Searched,
  wanted: string,
): (index: number) => boolean {
  const { titles, chapters } = edit.finish;
  const written = [
    ...[...captions, ...titles].filter(({ text }) => text.toLowerCase().includes(wanted)),
    ...chapters
      .filter(({ title }) => title.toLowerCase().includes(wanted))
      .map(({ time }) => ({ from: time, to: time + 1e-6 })),
  ];
  const isNumber = /^\d+$/.test(wanted);
  return (index) => {
    if (isNumber && String(index + 1) === wanted) return true;
    const start = programme.starts[index] ?? 0;
    const end = programme.starts[index + 1] ?? programme.total;
    if (!isNumber && timecode(grid, start).includes(wanted)) return true;
    if (
      nameOfShown(edit, programme.shots[index]?.angleId ?? '')
        .toLowerCase()
        .includes(wanted)
    )
      return true;
    const [from, to] = [secondsAt(grid, start), secondsAt(grid, end)];
    return written.some((words) => words.from < to && words.to > from);
  };
}
