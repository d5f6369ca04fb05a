'use client';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { Scissors, Volume2, VolumeX } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { cameraColour } from '../../details/camera-colours.ts';
import { removeRange, setShotAngle, setShotSilent } from '../model/cutting.ts';
import { formatTaken } from '../../words/numbers.ts';
import { secondsAt, timecode } from '../../../edit/grid.ts';
import { angleOf } from '../../../edit/source-time.ts';
import { placeAt } from '../../../edit/programme.ts';
import { goToShot } from '../state/commands.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import { usePlayer, useProgramme } from '../state/use-playback.ts';

const rowHeight = 44;
/** Rows beyond the window on either side that are there already when one scrolls. */
const spare = 12;

/** Every shot as a row: the cut for those who read it, and for keyboard and screen reader. */
export function CutList() {
  const { programme } = useProgramme();
  const current = usePlayer((player) => placeAt(programme, player.frame)?.index);
  const box = useRef<HTMLDivElement>(null);
  const { first, count } = useWindow(box, programme.shots.length);
  useFollowed(box, current);
  const shown = programme.shots.slice(first, first + count);
  return (
    <div ref={box} className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label="Cuts">
      <ol
        aria-label={`${programme.shots.length} shots`}
        className="relative"
        style={{ height: programme.shots.length * rowHeight }}
      >
        {shown.map((_, at) => (
          <CutRow key={first + at} index={first + at} isCurrent={current === first + at} />
        ))}
      </ol>
    </div>
  );
}

function CutRow({ index, isCurrent }: { readonly index: number; readonly isCurrent: boolean }) {
  const studio = useStudio();
  const { store } = studio;
  const edit = useEdit();
  const { angles } = edit;
  const { programme, grid } = useProgramme();
  const isChosen = useView(({ selection }) => selection?.kind === 'shot' && selection.index === index);
  const shot = programme.shots[index];
  const start = programme.starts[index] ?? 0;
  if (!shot) return null;
  const angleIndex = angles.findIndex((angle) => angle === angleOf(edit, shot));
  return (
    <li
      style={{ top: index * rowHeight, height: rowHeight }}
      data-shot={`${shot.angleId} ${shot.from} ${shot.to}`}
      aria-current={isCurrent ? 'true' : undefined}
      className={classNames(
        'absolute inset-x-0 flex items-center gap-1 border-l-2 border-transparent pr-1 pl-1.5',
        isCurrent && 'border-live bg-hover',
        isChosen && 'bg-raised',
      )}
    >
      <button
        type="button"
        onClick={() => goToShot(studio, index, start)}
        title="Go there"
        className="rounded-xs px-1 text-left font-mono text-[0.6875rem] leading-4 text-muted hover:text-text"
      >
        <span className="block text-text">
          <span className="sr-only">Shot </span>
          {index + 1}{' '}
          <span className="ml-1.5 text-muted">{formatTaken(secondsAt(grid, shot.to - shot.from))}</span>
        </span>{' '}
        {timecode(grid, start)}
      </button>
      <span aria-hidden className={`h-5 w-1 shrink-0 rounded-full ${cameraColour(angleIndex).background}`} />
      <select
        aria-label={`Camera of shot ${index + 1}`}
        value={shot.angleId}
        onChange={({ currentTarget: { value } }) => store.change((edit) => setShotAngle(edit, index, value))}
        className="min-h-8 min-w-0 flex-1 truncate rounded-sm bg-transparent px-1 text-sm hover:bg-track"
      >
        {[...angles, ...edit.finish.layouts].map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <IconButton
        label={shot.isSilent ? `Unmute shot ${index + 1}` : `Mute shot ${index + 1}`}
        className="size-7"
        onClick={() => store.change((edit) => setShotSilent(edit, index, !shot.isSilent))}
      >
        {shot.isSilent ? <VolumeX aria-hidden className="text-live-text" /> : <Volume2 aria-hidden />}
      </IconButton>
      <IconButton
        label={`Remove shot ${index + 1}`}
        className="size-7"
        onClick={() => store.change((edit) => removeRange(edit, start, start + shot.to - shot.from))}
      >
        <Scissors aria-hidden />
      </IconButton>
    </li>
  );
}

/** The row of the shot at the playhead is kept in sight; where one scrolls to meanwhile is left alone. */
function useFollowed(box: RefObject<HTMLDivElement | null>, current: number | undefined): void {
  useEffect(() => {
    const element = box.current;
    if (!element || current === undefined) return;
    const top = current * rowHeight;
    const isAbove = top < element.scrollTop;
    const isBelow = top + rowHeight > element.scrollTop + element.clientHeight;
    if (isAbove || isBelow) element.scrollTo({ top: top - (element.clientHeight - rowHeight) / 2 });
  }, [box, current]);
}

/** Which rows are in sight: of twenty thousand only these are rendered. */
function useWindow(box: RefObject<HTMLDivElement | null>, rows: number) {
  const [range, setRange] = useState({ first: 0, count: 40 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - spare);
      const count = Math.ceil(element.clientHeight / rowHeight) + 2 * spare;
      setRange((now) => (now.first === first && now.count === count ? now : { first, count }));
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [box, rows]);
  return range;
}
