'use client';
import { TriangleAlert } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { formatCount } from '../../words/numbers.ts';
import { timecode } from '../../../edit/grid.ts';
import { filesOfRecording } from '../../../contract/footage/recording-files.ts';
import { gapsOf, type Lengths } from '../model/take.ts';
import { goToShot, open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { useProgramme } from '../state/use-playback.ts';

/** As many as a menu shows without scrolling. */
const most = 12;

/** What an export would stumble over, as a number that leads to each; nothing where all is well. */
export function ProblemChip({
  lengths,
  assets,
}: {
  readonly lengths: Lengths;
  readonly assets: StudioAssets;
}) {
  const studio = useStudio();
  const edit = useEdit();
  const { grid } = useProgramme();
  const gaps = gapsOf(edit, lengths);
  const broken = edit.angles.flatMap((angle) =>
    filesOfRecording(angle)
      .filter(({ filePath }) => assets.get(filePath)?.state === 'failed')
      .map(({ filePath }) => ({ angle, filePath })),
  );
  const count = gaps.length + broken.length;
  if (count === 0) return null;
  return (
    <Menu
      trigger={
        <Button look="quiet" className="min-h-7 rounded-full bg-live-ground px-2.5 text-xs text-live-text">
          <TriangleAlert aria-hidden />
          {count === 1 ? '1 problem' : `${formatCount(count)} problems`}
        </Button>
      }
    >
      {broken.slice(0, most).map(({ angle: { id, name }, filePath }) => (
        <MenuItem
          key={`${id} ${filePath}`}
          movesFocus
          onSelect={() => open(studio, { kind: 'relink', angleId: id, filePath })}
        >
          {name}: {filePath} cannot be read
        </MenuItem>
      ))}
      {gaps.slice(0, most - broken.length).map(({ index, angle, from }) => (
        <MenuItem key={`${index} ${from}`} onSelect={() => goToShot(studio, index, from)}>
          {`Shot ${index + 1}, ${timecode(grid, from)}: ${angle.name} recorded nothing`}
        </MenuItem>
      ))}
      {count > most && (
        <p className="px-2.5 py-1.5 text-xs text-muted">and {formatCount(count - most)} more</p>
      )}
    </Menu>
  );
}
