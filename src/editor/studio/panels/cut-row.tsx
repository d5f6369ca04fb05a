'use client';
import { memo, useSyncExternalStore } from 'react';
import { Scissors, Volume2, VolumeX } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { SourcePicture } from '../../components/source-picture.tsx';
import { cameraColour } from '../../details/camera-colours.ts';
import { formatTaken } from '../../words/numbers.ts';
import { secondsAt, timecode } from '../../../edit/grid.ts';
import { placeInFiles } from '../../../contract/footage/recording-files.ts';
import { angleOf, sourceSecondsOf } from '../../../edit/source-time.ts';
import { removeRange, setShotAngle, setShotSilent } from '../model/cutting.ts';
import { goToShot } from '../state/commands.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import { useProgramme } from '../state/use-playback.ts';

/** In pixels. */
export const cutRowHeight = 56;

export interface CutRowProps {
  readonly index: number;
  /** Which row of the list it is: a search leaves rows out. */
  readonly row: number;
  readonly isCurrent: boolean;
}

/** One shot: its first picture, when it begins, how long it is, what it shows. */
export const CutRow = memo(function CutRow({ index, row, isCurrent }: CutRowProps) {
  const studio = useStudio();
  const { store } = studio;
  const { angles, finish } = useEdit();
  const { programme, grid } = useProgramme();
  const isChosen = useView(({ selection }) => selection?.kind === 'shot' && selection.index === index);
  const shot = programme.shots[index];
  const start = programme.starts[index] ?? 0;
  if (!shot) return null;
  return (
    <li
      style={{ top: row * cutRowHeight, height: cutRowHeight }}
      data-shot={`${shot.angleId} ${shot.from} ${shot.to}`}
      aria-current={isCurrent ? 'true' : undefined}
      className={classNames(
        'absolute inset-x-0 flex items-center gap-2 border-l-2 border-transparent pr-1 pl-2',
        isChosen && 'bg-raised',
        isCurrent && 'border-live bg-hover',
      )}
    >
      <ShotPicture index={index} />
      <div className="min-w-0 flex-1">
        <button
          type="button"
          onClick={() => goToShot(studio, index, start)}
          title="Go there"
          className="flex w-full items-baseline justify-between gap-2 rounded-xs pr-1 pl-1 text-left text-xs after:absolute after:inset-y-0 after:left-0 after:w-20"
        >
          <span className="sr-only">Shot {index + 1} </span>
          <span className="font-mono text-[0.6875rem]">{timecode(grid, start)}</span>{' '}
          <span className="text-muted">{formatTaken(secondsAt(grid, shot.to - shot.from))}</span>
        </button>
        <div className="flex items-center">
          <select
            aria-label={`Camera of shot ${index + 1}`}
            value={shot.angleId}
            onChange={({ currentTarget: { value } }) =>
              store.change((edit) => setShotAngle(edit, index, value))
            }
            className="min-h-7 min-w-0 flex-1 truncate rounded-sm bg-transparent text-sm hover:bg-track"
          >
            {[...angles, ...finish.layouts].map(({ id, name }) => (
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
        </div>
      </div>
    </li>
  );
});

/** The first picture of a shot, with its number in the colour of its camera. */
function ShotPicture({ index }: { readonly index: number }) {
  const { pictures } = useStudio();
  const edit = useEdit();
  const { programme, grid } = useProgramme();
  useSyncExternalStore(
    (listener) => pictures.onChange(listener),
    () => pictures.version,
    () => 0,
  );
  const shot = programme.shots[index];
  const angle = shot && angleOf(edit, shot);
  if (!shot || !angle) return null;
  const { background } = cameraColour(edit.angles.indexOf(angle));
  const { filePath, seconds } = placeInFiles(angle, sourceSecondsOf(angle, shot.from, grid));
  return (
    <span className="relative h-10 w-[4.5rem] shrink-0 overflow-hidden rounded-sm">
      <SourcePicture thumbnails={pictures.of(filePath)?.thumbnails} atSeconds={seconds} />
      <span
        aria-hidden
        className={`absolute bottom-0 left-0 min-w-5 rounded-tr-sm px-1 text-center text-[0.625rem] leading-4 font-semibold text-[#0b0d12] ${background}`}
      >
        {index + 1}
      </span>
    </span>
  );
}
