'use client';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { formatPercent } from '../../words/numbers.ts';
import {
  aspectOf,
  frameIn,
  isFramed,
  largestFrame,
  setFrame,
  zoomedFrame,
  type FramedPicture,
} from '../episode/framing.ts';
import type { FrameShape, Rect } from '../episode/picture-at.ts';
import { PickField } from '../sound/pick-field.tsx';
import { open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { usePlayer } from '../state/use-playback.ts';
import { FramedResult } from './framed-result.tsx';
import { FramingPicture } from './framing-picture.tsx';
import { frameWords, shapeName } from './frame-words.ts';

/** Which part of a camera's picture is used: dragged on the picture, in the programme and in upright clips for itself. */
export function FramingDialog({ angleId }: { readonly angleId: string }) {
  const studio = useStudio();
  const { store } = studio;
  const edit = useEdit();
  const shownShape = studio.view.getState().shape;
  const [shape, setShape] = useState<FrameShape>(shownShape);
  const angle = edit.angles.find(({ id }) => id === angleId);
  const picture = usePlayer((player) => pictureAspect(player.videoOf(angleId)));
  const target = aspectOf(edit, shape);
  const framed = { shape, target, picture: picture ?? target };
  const frame = frameIn(edit, angleId, framed);
  const set = (next: Rect | undefined) =>
    store.change((before) => setFrame(before, angleId, { shape, frame: next }));
  const close = () => open(studio, undefined);
  if (!angle) return null;
  return (
    <Dialog
      title={`Framing of ${angle.name}`}
      shape="wide"
      onClose={close}
      footer={
        <>
          <Button
            look="quiet"
            className="mr-auto"
            disabled={!isFramed(edit, angleId, shape)}
            onClick={() => set(undefined)}
          >
            Reset
          </Button>
          <Button look="primary" onClick={close}>
            Done
          </Button>
        </>
      }
    >
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <Choice
          label="Shape"
          value={shape}
          options={(['programme', 'upright'] as const).map((value) => ({
            value,
            label: shapeName(edit, value),
          }))}
          onChange={setShape}
        />
        {edit.angles.length > 1 && (
          <div className="w-56">
            <PickField
              label="Camera"
              value={angleId}
              options={edit.angles.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(next) => open(studio, { kind: 'framing', angleId: next })}
            />
          </div>
        )}
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_13rem]">
        <FramingPicture angle={angle} frame={frame} framed={framed} onFrame={set} />
        <FramedResult
          angle={angle}
          frame={frame}
          target={target}
          isWhole={isContained(edit, angleId, framed)}
        />
      </div>
      <SizeSlider
        frame={frame}
        framed={framed}
        onFrame={set}
        says={frameWords(edit, { angleId, shape, frame })}
      />
    </Dialog>
  );
}

interface SizeSliderProps {
  readonly frame: Rect;
  readonly framed: FramedPicture;
  readonly onFrame: (frame: Rect) => void;
  readonly says: string;
}

function SizeSlider({ frame, framed, onFrame, says }: SizeSliderProps) {
  const largest = largestFrame(framed);
  return (
    <label className="mt-4 flex items-center gap-3 text-sm">
      <span className="text-muted">Size</span>
      <input
        type="range"
        min={12}
        max={100}
        value={Math.round((frame.width / largest.width) * 100)}
        aria-valuetext={formatPercent(frame.width / largest.width)}
        onChange={({ currentTarget }) =>
          onFrame(
            zoomedFrame(frame, (Number(currentTarget.value) / 100) * (largest.width / frame.width), framed),
          )
        }
        className="w-48 accent-[var(--live)]"
      />
      <output className="text-muted">{says}</output>
    </label>
  );
}

function pictureAspect(video: HTMLVideoElement | undefined): number | undefined {
  return video && video.videoHeight > 0 ? video.videoWidth / video.videoHeight : undefined;
}

/** All of the picture is seen, with black beside it: nothing was chosen, and the programme cuts nothing off by itself. */
function isContained(
  edit: Parameters<typeof isFramed>[0],
  angleId: string,
  { shape }: { readonly shape: FrameShape },
): boolean {
  return shape === 'programme' && !isFramed(edit, angleId, shape);
}
