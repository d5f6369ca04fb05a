'use client';
import { useRef, type ReactNode } from 'react';
import { EllipsisVertical, Trash2, TriangleAlert, X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { formatTaken } from '../../words/numbers.ts';
import { secondsAt } from '../../../edit/grid.ts';
import { angleOf } from '../../../edit/source-time.ts';
import { gapsOf } from '../model/take.ts';
import { clearSelection, fillGaps, removeSelected } from '../state/commands.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import { useCameraLengths } from '../state/use-lengths.ts';
import { useProgramme } from '../state/use-playback.ts';
import { TransitionPick } from './transition-pick.tsx';

/** Floats over the timeline while something is chosen: what it is, and what can be done with it. */
export function SelectionBar() {
  const selection = useView((state) => state.selection);
  const { grid } = useProgramme();
  switch (selection?.kind) {
    case 'shot':
      return <ShotBar index={selection.index} />;
    case 'cut':
      return <CutBar index={selection.index} />;
    case 'range':
      return (
        <Bar says={`${formatTaken(secondsAt(grid, selection.to - selection.from))} selected`}>
          <RemoveButton>Remove part</RemoveButton>
        </Bar>
      );
    case undefined:
      return null;
  }
}

/** A shot shorter than this, in seconds, is rarely meant. */
const shortSeconds = 0.2;

/** The lengths of both sides, also while the cut is dragged: so nobody squeezes a shot away without seeing it. */
function CutBar({ index }: { readonly index: number }) {
  const { shots } = useEdit();
  const { grid } = useProgramme();
  const [left, right] = [shots[index - 1], shots[index]];
  if (!left || !right) return null;
  const lengthOf = ({ from, to }: { from: number; to: number }) => secondsAt(grid, to - from);
  const words = (shot: { from: number; to: number }) =>
    lengthOf(shot) < 1 ? framesText(shot.to - shot.from) : formatTaken(lengthOf(shot));
  const short = [left, right].find((shot) => lengthOf(shot) < shortSeconds);
  return (
    <Bar
      says={`Cut: shot ${index} ${words(left)} | shot ${index + 1} ${words(right)}`}
      warning={
        short && `Shot ${short === left ? index : index + 1} lasts only ${framesText(short.to - short.from)}`
      }
    >
      <TransitionPick index={index} />
      <RemoveButton>Remove cut</RemoveButton>
    </Bar>
  );
}

function framesText(frames: number): string {
  return frames === 1 ? '1 frame' : `${frames} frames`;
}

function ShotBar({ index }: { readonly index: number }) {
  const studio = useStudio();
  const edit = useEdit();
  const { grid } = useProgramme();
  const menuButton = useRef<HTMLButtonElement>(null);
  const lengths = useCameraLengths();
  const shot = edit.shots[index];
  if (!shot) return null;
  const gaps = gapsOf(edit, lengths).filter((gap) => gap.index === index);
  const missing = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const openMenu = () => {
    const box = menuButton.current?.getBoundingClientRect();
    studio.view.setState({ shotMenu: { index, x: box?.left ?? 0, y: box?.top ?? 0 } });
  };
  const name = angleOf(edit, shot)?.name ?? '';
  return (
    <Bar
      says={`Shot ${index + 1}, ${formatTaken(secondsAt(grid, shot.to - shot.from))}`}
      warning={
        missing > 0
          ? `${name} recorded nothing ${gaps.some(({ isWhole }) => isWhole) ? 'here' : `for ${formatTaken(secondsAt(grid, missing))} of it`}`
          : undefined
      }
    >
      {missing > 0 && (
        <>
          <Button className="min-h-8 px-2.5" onClick={() => fillGaps(studio, index)}>
            Fill from another camera
          </Button>
          <Button look="quiet" className="min-h-8 px-2.5" onClick={() => clearSelection(studio)}>
            Leave black
          </Button>
        </>
      )}
      <RemoveButton>Remove shot</RemoveButton>
      <Button
        ref={menuButton}
        look="quiet"
        className="size-8 min-h-0 px-0"
        aria-label={`More for shot ${index + 1}`}
        title="Change the camera, mute"
        onClick={openMenu}
      >
        <EllipsisVertical aria-hidden />
      </Button>
    </Bar>
  );
}

function RemoveButton({ children }: { readonly children: ReactNode }) {
  const studio = useStudio();
  return (
    <Button onClick={() => removeSelected(studio)} title="Delete" className="min-h-8 px-2.5">
      <Trash2 aria-hidden />
      {children}
    </Button>
  );
}

interface BarProps {
  readonly says: string;
  readonly warning?: string | undefined;
  readonly children: ReactNode;
}

function Bar({ says, warning, children }: BarProps) {
  const studio = useStudio();
  return (
    <div
      role="group"
      aria-label="Selection"
      className="absolute bottom-full left-1/2 z-10 mb-2 flex max-w-[calc(100%-1rem)] -translate-x-1/2 items-center gap-1 rounded-lg bg-raised p-1 text-sm shadow-float ring-1 ring-line animate-appear"
    >
      <span className="px-2 whitespace-nowrap text-muted">{says}</span>
      <span role="status" className="empty:hidden flex items-center gap-1.5 pr-2 text-live-text">
        {warning !== undefined && (
          <>
            <TriangleAlert aria-hidden className="size-4 shrink-0" />
            {warning}
          </>
        )}
      </span>
      {children}
      <IconButton label="Clear selection (Esc)" className="size-8" onClick={() => clearSelection(studio)}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
