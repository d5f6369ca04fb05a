'use client';
import { AudioWaveform, LoaderCircle, Plus, TriangleAlert } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { UploadList } from '../ingest/upload-list.tsx';
import { moveAngle } from '../model/angles.ts';
import { open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { CameraRow } from './camera-row.tsx';
import { useReorder } from './use-reorder.ts';
import type { SoundSync } from './use-sound-sync.ts';

/** The cameras of the project: what they are called, how they lie in time, what is still being made of them. */
export function CameraList({ assets, sync }: { readonly assets: StudioAssets; readonly sync: SoundSync }) {
  const studio = useStudio();
  const { angles } = useEdit();
  const dragOf = useReorder((from, to) =>
    studio.store.change((edit) => moveAngle(edit, edit.angles[from]?.id ?? '', to)),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ul aria-label="Cameras" className="min-h-0 flex-1 space-y-1 overflow-y-auto p-2">
        {angles.map((angle, index) => (
          <CameraRow
            key={angle.id}
            angle={angle}
            index={index}
            count={angles.length}
            asset={assets.get(angle.filePath)}
            found={sync.found.get(angle.filePath)}
            drag={dragOf(index)}
          />
        ))}
        <li className="list-none pt-1">
          <UploadList />
        </li>
      </ul>
      <div className="space-y-2 border-t border-line p-2">
        {sync.problem && (
          <p
            role="alert"
            className="flex gap-2 rounded-md bg-fault-ground p-2.5 text-xs text-pretty text-fault"
          >
            <TriangleAlert aria-hidden className="size-4 shrink-0" />
            {sync.problem.message} {sync.problem.hint}
          </p>
        )}
        <div className="flex gap-2">
          <Button
            className="flex-1 px-2"
            disabled={angles.length < 2 || sync.isRunning}
            title={angles.length < 2 ? 'There must be two cameras at least' : undefined}
            onClick={sync.start}
          >
            {sync.isRunning ? (
              <LoaderCircle aria-hidden className="animate-spin" />
            ) : (
              <AudioWaveform aria-hidden />
            )}
            {sync.isRunning ? 'Listening…' : 'Synchronise by sound'}
          </Button>
          <IconButton label="Add cameras" look="plain" onClick={() => open(studio, { kind: 'add' })}>
            <Plus aria-hidden />
          </IconButton>
        </div>
      </div>
    </div>
  );
}
