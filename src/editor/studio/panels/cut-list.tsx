'use client';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { SearchField } from '../../components/search-field.tsx';
import { formatCount } from '../../words/numbers.ts';
import { placeAt } from '../../../edit/programme.ts';
import { findCuts, type CutSearch } from '../model/find-cuts.ts';
import { useEdit } from '../state/studio-context.ts';
import { useCaptions } from '../state/use-overlays.ts';
import { usePlayer, useProgramme } from '../state/use-playback.ts';
import { CutRow, cutRowHeight } from './cut-row.tsx';
import { useRowWindow } from './use-row-window.ts';

/** Every shot as a row: the cut for those who read it, and for keyboard and screen reader. */
export function CutList() {
  const { programme } = useProgramme();
  const [search, setSearch] = useState<CutSearch>({ text: '' });
  const found = useFound(search);
  const current = usePlayer((player) => placeAt(programme, player.frame)?.index);
  const box = useRef<HTMLDivElement>(null);
  const { first, count } = useRowWindow(box, { rows: found.length, rowHeight: cutRowHeight });
  useFollowed(box, current === undefined ? -1 : found.indexOf(current));
  const total = programme.shots.length;
  return (
    <>
      <CutSearchBar search={search} onChange={setSearch} />
      <p role="status" className="px-3 pb-1.5 text-xs text-muted empty:hidden">
        {found.length < total &&
          (found.length === 0
            ? 'Nothing matches'
            : `${formatCount(found.length)} of ${formatCount(total)} shots`)}
      </p>
      <div
        ref={box}
        className="min-h-0 flex-1 overflow-y-auto border-t border-line"
        tabIndex={0}
        role="region"
        aria-label="Cuts"
      >
        <ol
          aria-label={`${formatCount(found.length)} shots`}
          className="relative"
          style={{ height: found.length * cutRowHeight }}
        >
          {found.slice(first, first + count).map((index, at) => (
            <CutRow key={index} index={index} row={first + at} isCurrent={current === index} />
          ))}
        </ol>
      </div>
    </>
  );
}

function useFound(search: CutSearch): readonly number[] {
  const edit = useEdit();
  const { programme, grid } = useProgramme();
  const captions = useCaptions();
  const wanted = useDeferredValue(search);
  return useMemo(
    () => findCuts({ edit, programme, grid, captions }, wanted),
    [edit, programme, grid, captions, wanted],
  );
}

/** Finds shots by what is said in them, their number, time or camera; or shows those of one camera. */
function CutSearchBar({
  search,
  onChange,
}: {
  readonly search: CutSearch;
  readonly onChange: (search: CutSearch) => void;
}) {
  const { angles, finish } = useEdit();
  return (
    <div className="flex gap-1.5 p-2">
      <SearchField
        label="Search the cuts"
        value={search.text}
        onChange={(text) => onChange({ ...search, text })}
        className="min-w-0 flex-1"
      />
      <select
        aria-label="Show the shots of"
        value={search.angleId ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...search, angleId: value === '' ? undefined : value })
        }
        className="min-h-9 w-24 rounded-md bg-ground px-1.5 text-sm ring-1 ring-edge ring-inset"
      >
        <option value="">All</option>
        {[...angles, ...finish.layouts].map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The row of the shot at the playhead is kept in sight; where one scrolls to meanwhile is left alone. */
function useFollowed(box: RefObject<HTMLDivElement | null>, row: number): void {
  useEffect(() => {
    const element = box.current;
    if (!element || row < 0) return;
    const top = row * cutRowHeight;
    const isAbove = top < element.scrollTop;
    const isBelow = top + cutRowHeight > element.scrollTop + element.clientHeight;
    if (isAbove || isBelow) element.scrollTo({ top: top - (element.clientHeight - cutRowHeight) / 2 });
  }, [box, row]);
}
