'use client';
import { Magnet, Maximize2, Scissors, Trash2, X, ZoomIn, ZoomOut } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { formatTaken } from '../../words/numbers.ts';
import { secondsAt } from '../model/grid.ts';
import { clearSelection, removeSelected, zoom } from '../state/commands.ts';
import { useStudio, useView } from '../state/studio-context.ts';
import { useProgramme } from '../state/use-playback.ts';

/** What can be done with what is chosen, snapping and zoom. */
export function TimelineBar() {
  const studio = useStudio();
  const { view } = studio;
  const isSnapping = useView((state) => state.isSnapping);
  return (
    <div className="flex items-center gap-0.5">
      <IconButton
        label={isSnapping ? 'Snapping is on (S)' : 'Snapping is off (S)'}
        aria-pressed={isSnapping}
        className={classNames(isSnapping && 'text-live-text')}
        onClick={() => view.setState({ isSnapping: !isSnapping })}
      >
        <Magnet aria-hidden />
      </IconButton>
      <IconButton label="Show more of the programme (−)" onClick={() => zoom(studio, -1)}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton label="Show it nearer (+)" onClick={() => zoom(studio, 1)}>
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton label="Show the whole programme (0)" onClick={() => zoom(studio, 0)}>
        <Maximize2 aria-hidden />
      </IconButton>
    </div>
  );
}

/** Floats over the timeline while something is chosen. */
export function SelectionBar() {
  const studio = useStudio();
  const selection = useView((state) => state.selection);
  const { grid } = useProgramme();
  if (selection === undefined || selection.kind === 'shot') return null;
  const isRange = selection.kind === 'range';
  return (
    <div
      role="group"
      aria-label="Selection"
      className="absolute bottom-full left-1/2 z-10 mb-2 flex -translate-x-1/2 items-center gap-1 rounded-lg bg-raised p-1 text-sm shadow-float ring-1 ring-line animate-appear"
    >
      <span className="px-2 whitespace-nowrap text-muted">
        {isRange ? `${formatTaken(secondsAt(grid, selection.to - selection.from))} selected` : 'Cut selected'}
      </span>
      <Button onClick={() => removeSelected(studio)} className="min-h-8 px-2.5">
        {isRange ? <Scissors aria-hidden /> : <Trash2 aria-hidden />}
        {isRange ? 'Cut it out' : 'Remove the cut'}
      </Button>
      <IconButton label="Select nothing (Esc)" className="size-8" onClick={() => clearSelection(studio)}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
