'use client';
import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight } from 'lucide-react';
import type { Angle } from '../../../contract/project-angle.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { nudgeAngle, setSync, slideAngle } from '../model/angles.ts';
import { followTake } from '../model/take.ts';
import { changeCameras, open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { useProgramme } from '../state/use-playback.ts';
import { takeFrameAt } from '../../../edit/programme.ts';
import { onThemeChange, readPalette } from '../timeline/palette.ts';
import { paintComparison } from './paint-comparison.ts';
import { offsetWords } from './sync-words.ts';

/** Sets a camera's timing by hand: its sound under that of the first camera, moved until the peaks meet. */
export function SyncDialog({ angleId }: { readonly angleId: string }) {
  const studio = useStudio();
  const edit = useEdit();
  const { angles } = edit;
  const angle = recordingsIn(edit).find(({ id }) => id === angleId);
  const reference = angles.find(({ id }) => id !== angleId);
  const close = () => open(studio, undefined);
  if (!angle) return null;
  return (
    <Dialog
      title={`Timing of ${angle.name}`}
      onClose={close}
      footer={
        <Button look="primary" onClick={close}>
          Done
        </Button>
      }
    >
      {reference && <Comparison reference={reference} angle={angle} />}
      <Nudge angle={angle} />
    </Dialog>
  );
}

const windows = [2, 10, 60] as const;

function Comparison({ reference, angle }: { readonly reference: Angle; readonly angle: Angle }) {
  const { pictures, player } = useStudio();
  const { programme, grid } = useProgramme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [seconds, setSeconds] = useState<number>(10);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => {
      const palette = readPalette(element);
      const middle = takeFrameAt(programme, player.frame);
      paintComparison(element, { reference, angle, pictures, palette, grid, middle, seconds });
    };
    draw();
    const stops = [pictures.onChange(draw), player.onTick(draw), onThemeChange(draw)];
    return () => stops.forEach((stop) => stop());
  }, [reference, angle, pictures, player, programme, grid, seconds]);
  const drag = useSlide(angle.id, seconds);
  return (
    <figure>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Sound of ${reference.name} over that of ${angle.name}, around the playhead`}
        width={1040}
        height={280}
        className="w-full cursor-ew-resize touch-none rounded-md bg-ground ring-1 ring-line"
        {...drag}
      />
      <figcaption className="mt-2 flex flex-wrap items-center justify-between gap-2 text-xs text-muted">
        <span>
          Above {reference.name}, below {angle.name}: drag it until the peaks meet.
        </span>
        <span className="flex gap-1" role="group" aria-label="How much is shown">
          {windows.map((window) => (
            <Button
              key={window}
              look={window === seconds ? 'plain' : 'quiet'}
              aria-pressed={window === seconds}
              className="min-h-7 px-2 text-xs"
              onClick={() => setSeconds(window)}
            >
              {window} s
            </Button>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}

/** The camera follows the pointer along the time; one drag is one step of the history. */
function useSlide(angleId: string, shownSeconds: number) {
  const { store, lengths } = useStudio();
  const held = useRef<{ from: number; perPixel: number; step: ReturnType<typeof store.beginStep> }>(
    undefined,
  );
  const letGo = (how: 'end' | 'cancel') => {
    held.current?.step[how]();
    held.current = undefined;
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      if (event.button !== 0 || held.current) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const perPixel = shownSeconds / event.currentTarget.clientWidth;
      held.current = { from: event.clientX, perPixel, step: store.beginStep() };
    },
    onPointerMove: ({ clientX }: PointerEvent<HTMLCanvasElement>) => {
      const { current } = held;
      current?.step.to((edit) => {
        const moved = slideAngle(edit, angleId, (current.from - clientX) * current.perPixel);
        return followTake(edit, moved, lengths);
      });
    },
    onPointerUp: () => letGo('end'),
    onPointerCancel: () => letGo('cancel'),
  };
}

function Nudge({ angle }: { readonly angle: Angle }) {
  const studio = useStudio();
  const nudge = (frames: number) => changeCameras(studio, (edit) => nudgeAngle(edit, angle.id, frames));
  return (
    <div className="mt-5 flex flex-wrap items-center justify-center gap-1">
      <IconButton label="Ten frames earlier" look="plain" onClick={() => nudge(10)}>
        <ChevronsLeft aria-hidden />
      </IconButton>
      <IconButton label="One frame earlier" look="plain" onClick={() => nudge(1)}>
        <ChevronLeft aria-hidden />
      </IconButton>
      <output className="min-w-52 px-3 text-center text-sm" aria-live="polite">
        {offsetWords(angle)}
      </output>
      <IconButton label="One frame later" look="plain" onClick={() => nudge(-1)}>
        <ChevronRight aria-hidden />
      </IconButton>
      <IconButton label="Ten frames later" look="plain" onClick={() => nudge(-10)}>
        <ChevronsRight aria-hidden />
      </IconButton>
      <Button
        look="quiet"
        className="basis-full"
        onClick={() =>
          changeCameras(studio, (edit) =>
            setSync(edit, angle.id, { offsetSeconds: 0, driftPpm: 0, sync: 'none' }),
          )
        }
      >
        Reset offset
      </Button>
    </div>
  );
}
