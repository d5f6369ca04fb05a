'use client';
import { Plus } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { UploadList } from '../ingest/upload-list.tsx';
import { JoinOffers } from '../files/join-offer.tsx';
import { recordingAsset } from '../files/recording-asset.ts';
import { moveAngle } from '../model/angles.ts';
import { open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { CameraRow } from './camera-row.tsx';
import { useReorder } from './use-reorder.ts';
import type { SoundSync } from './use-sound-sync.ts';

export interface CameraListProps {
  readonly assets: StudioAssets;
  readonly found: SoundSync['found'];
}

/** The cameras of the project: what they are called, how they lie in time, what is still being made of them. */
export function CameraList({ assets, found }: CameraListProps) {
  const studio = useStudio();
  const { angles } = useEdit();
  const dragOf = useReorder((from, to) =>
    studio.store.change((edit) => moveAngle(edit, edit.angles[from]?.id ?? '', to)),
  );
  return (
    <section aria-label="Cameras of the project" className="p-2">
      <div className="flex items-center justify-between pl-1">
        <h3 className="text-xs font-semibold text-muted">Cameras</h3>
        <IconButton label="Add cameras" className="size-7" onClick={() => open(studio, { kind: 'add' })}>
          <Plus aria-hidden />
        </IconButton>
      </div>
      <JoinOffers />
      <ul aria-label="Cameras" className="space-y-1">
        {angles.map((angle, index) => (
          <CameraRow
            key={angle.id}
            angle={angle}
            index={index}
            count={angles.length}
            asset={recordingAsset(angle, assets)}
            found={found.get(angle.filePath)}
            drag={dragOf(index)}
          />
        ))}
        <li className="list-none pt-1">
          <UploadList />
        </li>
      </ul>
    </section>
  );
}
