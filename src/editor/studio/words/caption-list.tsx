'use client';
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import { RotateCcw, X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { clockTime, gridOf, nearestFrame, secondsAt } from '../../../edit/grid.ts';
import { correctCaption } from '../episode/change-words.ts';
import { useRowWindow } from '../panels/use-row-window.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { useReadCaptions, type ReadCaption } from '../state/use-overlays.ts';
import { usePlayer } from '../state/use-playback.ts';
import { TextField } from './text-field.tsx';

/** In pixels. */
const rowHeight = 60;

/** Every caption; what somebody misheard is corrected in its place, also while it plays. */
export function CaptionList() {
  const captions = useReadCaptions();
  const { rendition } = useEdit();
  const grid = useMemo(() => gridOf(rendition.fps), [rendition.fps]);
  const current = usePlayer(({ frame }) => captionAt(captions, secondsAt(grid, frame)));
  const box = useRef<HTMLDivElement>(null);
  const { first, count } = useRowWindow(box, { rows: captions.length, rowHeight });
  useFollowedRow(box, current);
  if (captions.length === 0) return null;
  return (
    <div
      ref={box}
      role="region"
      aria-label="Text of the captions"
      tabIndex={0}
      className="mt-2 max-h-80 overflow-y-auto rounded-md bg-ground ring-1 ring-line ring-inset"
    >
      <ol className="relative" style={{ height: captions.length * rowHeight }}>
        {captions.slice(first, first + count).map((caption, at) => (
          <CaptionRow
            key={first + at}
            caption={caption}
            row={first + at}
            isCurrent={first + at === current}
          />
        ))}
      </ol>
    </div>
  );
}

interface CaptionRowProps {
  readonly caption: ReadCaption;
  readonly row: number;
  readonly isCurrent: boolean;
}

function CaptionRow({ caption, row, isCurrent }: CaptionRowProps) {
  const { store, player } = useStudio();
  const { rendition } = useEdit();
  const { text, original, from } = caption;
  const say = (next: string | undefined) => store.change((edit) => correctCaption(edit, caption, next));
  const go = () => player.seek(nearestFrame(gridOf(rendition.fps), from));
  return (
    <li
      style={{ top: row * rowHeight, height: rowHeight }}
      aria-current={isCurrent ? 'true' : undefined}
      className={classNames(
        'absolute inset-x-0 flex items-start gap-1 border-l-2 border-transparent py-1 pr-1 pl-1',
        isCurrent && 'border-live bg-hover',
      )}
    >
      <Button look="quiet" className="min-h-7 px-1 font-mono text-xs" title="Go there" onClick={go}>
        {clockTime(from)}
      </Button>
      {text === '' ? (
        <p className="min-w-0 flex-1 truncate py-1.5 text-sm text-muted line-through">{original}</p>
      ) : (
        <TextField label={`Caption at ${clockTime(from)}`} value={text} lines={2} onChange={say} />
      )}
      {original === undefined ? (
        <IconButton
          label={`Leave out the caption at ${clockTime(from)}`}
          className="size-7"
          onClick={() => say('')}
        >
          <X aria-hidden />
        </IconButton>
      ) : (
        <IconButton
          label={`Caption at ${clockTime(from)} as in the file`}
          className="size-7 text-live-text"
          onClick={() => say(undefined)}
        >
          <RotateCcw aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

/** The last caption that has begun; undefined before the first one. */
function captionAt(captions: readonly ReadCaption[], seconds: number): number | undefined {
  let [low, high] = [-1, captions.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((captions[middle]?.from ?? Infinity) <= seconds + 1e-6) low = middle;
    else high = middle - 1;
  }
  return low < 0 ? undefined : low;
}

/** The caption that is heard is kept in sight, unless somebody is typing in the list. */
function useFollowedRow(box: RefObject<HTMLDivElement | null>, row: number | undefined): void {
  useEffect(() => {
    const element = box.current;
    if (!element || row === undefined || element.querySelector('textarea:focus')) return;
    const top = row * rowHeight;
    const isSeen = top >= element.scrollTop && top + rowHeight <= element.scrollTop + element.clientHeight;
    if (!isSeen) element.scrollTo({ top: Math.max(0, top - rowHeight) });
  }, [box, row]);
}
