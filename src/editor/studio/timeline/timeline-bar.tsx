'use client';
import { Magnet, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { zoom } from '../state/commands.ts';
import { useStudio, useView } from '../state/studio-context.ts';

/** Snapping and zoom. */
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
      <IconButton label="Zoom out (−)" onClick={() => zoom(studio, -1)}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton label="Zoom in (+)" onClick={() => zoom(studio, 1)}>
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton label="Fit to window (0)" onClick={() => zoom(studio, 0)}>
        <Maximize2 aria-hidden />
      </IconButton>
    </div>
  );
}
