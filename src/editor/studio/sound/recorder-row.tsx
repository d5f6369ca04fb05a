'use client';
import { useState } from 'react';
import { AudioWaveform, EllipsisVertical, Files, Mic, Music, Pencil, Trash2 } from 'lucide-react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { RecordingAsset } from '../files/recording-asset.ts';
import { Button } from '../../components/button.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { recorderAsMusic, removeRecorder } from '../episode/change-finish.ts';
import { renameAngle } from '../model/angles.ts';
import { formatCount } from '../../words/numbers.ts';
import { NameField } from '../panels/name-field.tsx';
import { offsetWords } from '../panels/sync-words.ts';
import { open } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';

export interface RecorderRowProps {
  readonly recorder: Angle;
  readonly asset: RecordingAsset | undefined;
}

/** A recording of sound alone: what it is called, and how it lies in time. */
export function RecorderRow({ recorder, asset }: RecorderRowProps) {
  const studio = useStudio();
  const { store } = studio;
  const { id, name, filePath } = recorder;
  const [isRenaming, setIsRenaming] = useState(false);
  const close = (next: string | undefined) => {
    setIsRenaming(false);
    if (next !== undefined) store.change((edit) => renameAngle(edit, id, next));
  };
  return (
    <li data-recording={id} className="rounded-md py-1 pr-1 pl-2 hover:bg-hover">
      <div className="flex items-center gap-2">
        <Mic aria-hidden className="size-4 shrink-0 text-muted" />
        {isRenaming ? (
          <NameField label="Name of the recorder" value={name} onClose={close} />
        ) : (
          <span className="min-w-0 flex-1 truncate text-sm font-medium" title={filePath}>
            {name}
          </span>
        )}
        <Menu
          trigger={
            <Button look="quiet" className="size-8 min-h-0 px-0" aria-label={`More for ${name}`}>
              <EllipsisVertical aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={<Pencil aria-hidden />} movesFocus onSelect={() => setIsRenaming(true)}>
            Rename
          </MenuItem>
          <MenuItem
            icon={<AudioWaveform aria-hidden />}
            movesFocus
            onSelect={() => open(studio, { kind: 'sync', angleId: id })}
          >
            Adjust timing…
          </MenuItem>
          <MenuItem
            icon={<Files aria-hidden />}
            movesFocus
            onSelect={() => open(studio, { kind: 'files', angleId: id })}
          >
            {recorder.laterFiles ? 'Files…' : 'Add a file…'}
          </MenuItem>
          <MenuItem
            icon={<Music aria-hidden />}
            onSelect={() => store.change((edit) => recorderAsMusic(edit, id))}
          >
            Use as music
          </MenuItem>
          <MenuItem
            icon={<Trash2 aria-hidden />}
            isDanger
            onSelect={() => store.change((edit) => removeRecorder(edit, id))}
          >
            Remove recorder
          </MenuItem>
        </Menu>
      </div>
      <p className="pl-6 text-xs text-muted">
        {asset?.state === 'failed' ? (
          <span className="text-fault">{asset.message}</span>
        ) : (
          [
            offsetWords(recorder),
            ...(recorder.laterFiles ? [`${formatCount(recorder.laterFiles.length + 1)} files`] : []),
          ].join(', ')
        )}
      </p>
    </li>
  );
}
