'use client';
import { Popover } from 'radix-ui';
import { Lock, LockOpen, Trash2, Volume2, VolumeX } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { cameraColour } from '../../details/camera-colours.ts';
import { formatTaken } from '../../words/numbers.ts';
import { setShotAngle, setShotKept, setShotSilent } from '../model/cutting.ts';
import { secondsAt } from '../../../edit/grid.ts';
import { removeSelected } from '../state/commands.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import { useProgramme } from '../state/use-playback.ts';

/** What can be done with a shot, where it was pressed with the other button. Number keys choose its camera. */
export function ShotMenu() {
  const studio = useStudio();
  const at = useView((view) => view.shotMenu);
  const { shots, angles } = useEdit();
  const shot = at && shots[at.index];
  const close = () => studio.view.setState({ shotMenu: undefined });
  if (!at || !shot) return null;
  const choose = (angleIndex: number) => {
    const angle = angles[angleIndex];
    if (angle) studio.store.change((edit) => setShotAngle(edit, at.index, angle.id));
    close();
  };
  return (
    <Popover.Root open onOpenChange={(isOpen) => isOpen || close()}>
      <Popover.Anchor className="fixed size-0" style={{ left: at.x, top: at.y }} />
      <Popover.Portal>
        <Popover.Content
          side="top"
          sideOffset={10}
          collisionPadding={8}
          aria-label={`Shot ${at.index + 1}`}
          // On itself: the space bar must not press the first camera of somebody who has only opened this.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onKeyDown={(event) => {
            if (/^[1-9]$/.test(event.key)) choose(Number(event.key) - 1);
          }}
          className="z-40 w-64 rounded-lg bg-raised p-1.5 text-text shadow-float ring-1 ring-line outline-none animate-appear"
        >
          <ShotHeading index={at.index} />
          <div role="group" aria-label="Show it from" className="grid gap-0.5">
            {angles.map((angle, index) => (
              <Button
                key={angle.id}
                look="quiet"
                aria-pressed={angle.id === shot.angleId}
                onClick={() => choose(index)}
                className={classNames(
                  'justify-start px-2 text-text',
                  angle.id === shot.angleId && 'bg-hover font-semibold',
                )}
              >
                <span
                  className={`grid size-5 place-items-center rounded-xs text-xs font-semibold text-[#0b0d12] ${cameraColour(index).background}`}
                >
                  {index + 1}
                </span>
                <span className="truncate">{angle.name}</span>
              </Button>
            ))}
          </div>
          <div className="mt-1 grid gap-0.5 border-t border-line pt-1">
            <Button
              look="quiet"
              className="justify-start px-2 text-text"
              onClick={() => {
                studio.store.change((edit) => setShotSilent(edit, at.index, !shot.isSilent));
                close();
              }}
            >
              {shot.isSilent ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />}
              {shot.isSilent ? 'Unmute shot' : 'Mute shot'}
            </Button>
            <KeepButton index={at.index} close={close} />
            <Button
              look="quiet"
              className="justify-start px-2 text-fault"
              onClick={() => removeSelected(studio)}
            >
              <Trash2 aria-hidden />
              Remove shot
            </Button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Cuts by voice leave a kept shot as it is. */
function KeepButton({ index, close }: { readonly index: number; readonly close: () => void }) {
  const studio = useStudio();
  const { shots } = useEdit();
  const isKept = shots[index]?.isKept ?? false;
  return (
    <Button
      look="quiet"
      className="justify-start px-2 text-text"
      onClick={() => {
        studio.store.change((edit) => setShotKept(edit, index, !isKept));
        close();
      }}
    >
      {isKept ? <LockOpen aria-hidden /> : <Lock aria-hidden />}
      {isKept ? 'Let cuts by voice change it' : 'Keep when cutting by voice'}
    </Button>
  );
}

function ShotHeading({ index }: { readonly index: number }) {
  const { shots } = useEdit();
  const { grid } = useProgramme();
  const shot = shots[index];
  if (!shot) return null;
  return (
    <p className="flex justify-between px-2 pt-1 pb-2 text-xs text-muted">
      <span>Shot {index + 1}</span>
      <span>{formatTaken(secondsAt(grid, shot.to - shot.from))}</span>
    </p>
  );
}
