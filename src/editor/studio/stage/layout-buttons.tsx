'use client';
import { Columns2, Crop, Grid2x2, PictureInPicture2, Smartphone } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { idOfLayout, layoutNames, type LayoutKind } from '../episode/layout-presets.ts';
import { placeAt } from '../../../edit/programme.ts';
import { cutToLayout, frameOnAir, turnPicture } from '../state/commands.ts';
import { useEdit, useStudio, useView } from '../state/studio-context.ts';
import { usePlayer } from '../state/use-playback.ts';

const buttons = [
  { kind: 'side', key: 'Q', Icon: Columns2 },
  { kind: 'grid', key: 'W', Icon: Grid2x2 },
  { kind: 'inset', key: 'R', Icon: PictureInPicture2 },
] as const satisfies readonly { readonly kind: LayoutKind; readonly key: string; readonly Icon: unknown }[];

/** Several cameras at once, as buttons beside the cameras. */
export function LayoutButtons() {
  const studio = useStudio();
  const shape = useView((view) => view.shape);
  const { angles } = useEdit();
  const shown = usePlayer(({ score, frame }) => score && placeAt(score.programme, frame)?.shot.angleId);
  return (
    <div role="group" aria-label="Layouts and framing" className="col-span-full flex justify-center gap-1">
      {angles.length > 1 &&
        buttons.map(({ kind, key, Icon }) => (
          <IconButton
            key={kind}
            label={`${layoutNames[kind]} (${key})`}
            look="plain"
            aria-pressed={shown === idOfLayout(kind)}
            className="aria-pressed:ring-2 aria-pressed:ring-live"
            onClick={() => cutToLayout(studio, kind)}
          >
            <Icon aria-hidden />
          </IconButton>
        ))}
      {angles.length > 1 && <span aria-hidden className="mx-1 w-px bg-line" />}
      <IconButton label="Framing (F)" look="plain" onClick={() => frameOnAir(studio)}>
        <Crop aria-hidden />
      </IconButton>
      <IconButton
        label="Vertical (V)"
        look="plain"
        aria-pressed={shape === 'upright'}
        className="aria-pressed:ring-2 aria-pressed:ring-live"
        onClick={() => turnPicture(studio)}
      >
        <Smartphone aria-hidden />
      </IconButton>
    </div>
  );
}
