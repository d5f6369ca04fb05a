'use client';
import { TriangleAlert } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { formatTaken } from '../../words/numbers.ts';
import { secondsAt, timecode, type Grid } from '../../../edit/grid.ts';
import { gapsOf, type Gap } from '../model/take.ts';
import { fillGaps, goToShot } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { useCameraLengths } from '../state/use-lengths.ts';
import { useProgramme } from '../state/use-playback.ts';

const most = 6;

/** The shots that are black because their camera has recorded nothing there, each with a way to it. */
export function GapList() {
  const lengths = useCameraLengths();
  const edit = useEdit();
  const gaps = gapsOf(edit, lengths);
  if (gaps.length === 0) return null;
  return (
    <ul aria-label="Black shots" className="mt-3 space-y-2">
      {gaps.slice(0, most).map((gap) => (
        <GapRow key={`${gap.index} ${gap.from}`} gap={gap} />
      ))}
      {gaps.length > most && <li className="pl-6 text-sm text-muted">and {gaps.length - most} more</li>}
    </ul>
  );
}

/** In frames where it is so short that tenths of a second say little. */
function lengthOf(grid: Grid, frames: number): string {
  const seconds = secondsAt(grid, frames);
  if (seconds >= 0.5) return formatTaken(seconds);
  return frames === 1 ? 'one frame' : `${frames} frames`;
}

function GapRow({ gap }: { readonly gap: Gap }) {
  const studio = useStudio();
  const { grid } = useProgramme();
  const { index, angle, from, to } = gap;
  const length = lengthOf(grid, to - from);
  return (
    <li className="flex gap-2 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-live-text" />
      <div className="min-w-0 flex-1">
        <p className="text-pretty text-live-text">
          Shot {index + 1}, at {timecode(grid, from)}: {angle.name} recorded nothing there. It is black and
          silent for {length}.
        </p>
        <div className="mt-1.5 flex flex-wrap gap-1.5">
          <Button
            className="min-h-7 px-2 text-xs"
            aria-label={`Go to shot ${index + 1}`}
            onClick={() => goToShot(studio, index, from)}
          >
            Go there
          </Button>
          <Button
            className="min-h-7 px-2 text-xs"
            aria-label={`Fill shot ${index + 1} from another camera`}
            onClick={() => fillGaps(studio, index)}
          >
            Fill from another camera
          </Button>
        </div>
      </div>
    </li>
  );
}
