'use client';
import { Columns2, Grid2x2, PictureInPicture2 } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { idOfLayout, layoutNames, type LayoutKind } from '../episode/layout-presets.ts';
import { placeAt } from '../../../edit/programme.ts';
import { cutToLayout } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';
import { usePlayer } from '../state/use-playback.ts';

const buttons = [
  { kind: 'side', key: 'Q', Icon: Columns2 },
  { kind: 'grid', key: 'W', Icon: Grid2x2 },
  { kind: 'inset', key: 'R', Icon: PictureInPicture2 },
] as const satisfies readonly { readonly kind: LayoutKind; readonly key: string; readonly Icon: unknown }[];

/** Several cameras at once, as buttons beside the cameras. */
export function LayoutButtons() {
  const studio = useStudio();
  const shown = usePlayer(({ score, frame }) => score && placeAt(score.programme, frame)?.shot.angleId);
  return (
    <div role="group" aria-label="Layouts" className="col-span-full flex justify-center gap-1">
      {buttons.map(({ kind, key, Icon }) => (
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
    </div>
  );
}
