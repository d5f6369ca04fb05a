'use client';
import { useState } from 'react';
import {
  ArrowDown,
  ArrowUp,
  AudioWaveform,
  Crop,
  EllipsisVertical,
  Files,
  Pencil,
  Replace,
  Trash2,
} from 'lucide-react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SyncResult } from '../../../contract/footage/source-assets.ts';
import { Button } from '../../components/button.tsx';
import { SourcePicture } from '../../components/source-picture.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { cameraColour } from '../../details/camera-colours.ts';
import type { RecordingAsset } from '../files/recording-asset.ts';
import { useFilesOver } from '../files/use-files-over.ts';
import { formatCount, formatPercent } from '../../words/numbers.ts';
import { moveAngle, renameAngle } from '../model/angles.ts';
import { removeAngle } from '../model/take.ts';
import { changeCameras, open } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';
import { NameField } from './name-field.tsx';
import type { DragProps } from './use-reorder.ts';
import { offsetWords } from './sync-words.ts';

export interface CameraRowProps {
  readonly angle: Angle;
  readonly index: number;
  readonly count: number;
  readonly asset: RecordingAsset | undefined;
  readonly found: SyncResult | undefined;
  readonly drag: DragProps;
}

export function CameraRow({ angle, index, count, asset, found, drag }: CameraRowProps) {
  const studio = useStudio();
  const [isRenaming, setIsRenaming] = useState(false);
  const { store } = studio;
  const close = (name: string | undefined) => {
    setIsRenaming(false);
    if (name !== undefined) store.change((edit) => renameAngle(edit, angle.id, name));
  };
  const filesOver = useFilesOver();
  const relink = (filePath: string) => open(studio, { kind: 'relink', angleId: angle.id, filePath });
  const adjust = () => open(studio, { kind: 'sync', angleId: angle.id });
  return (
    <li
      {...drag}
      {...filesOver.listeners}
      draggable={!isRenaming}
      data-recording={angle.id}
      data-files-over={filesOver.isOver || undefined}
      className="group data-files-over:bg-live-ground data-files-over:ring-2 data-files-over:ring-live rounded-md py-1.5 pr-1 pl-2 hover:bg-hover data-[drop=above]:shadow-[0_-2px_0_var(--focus)] data-[drop=below]:shadow-[0_2px_0_var(--focus)]"
    >
      <div className="flex items-center gap-2">
        <span
          title="Drag to reorder"
          className="relative h-9 w-16 shrink-0 cursor-grab overflow-hidden rounded-sm"
        >
          <SourcePicture thumbnails={asset?.thumbnails} isFilling />
          <span
            className={`absolute bottom-0 left-0 min-w-4 rounded-tr-sm px-1 text-center text-[0.625rem] leading-4 font-semibold text-[#0b0d12] ${cameraColour(index).background}`}
          >
            {index + 1}
          </span>
        </span>
        <div className="min-w-0 flex-1">
          {isRenaming ? (
            <NameField label="Name of the camera" value={angle.name} onClose={close} />
          ) : (
            <button
              type="button"
              className="block max-w-full cursor-text truncate rounded-xs text-left text-sm font-medium hover:underline hover:decoration-edge hover:decoration-dotted hover:underline-offset-3"
              title={`${angle.filePath}. Press to rename`}
              onClick={() => setIsRenaming(true)}
            >
              {angle.name}
            </button>
          )}
          <SyncLine angle={angle} found={found} onAdjust={adjust} />
        </div>
        <CameraMenu angle={angle} index={index} count={count} onRename={() => setIsRenaming(true)} />
      </div>
      <FilesLine angle={angle} isOver={filesOver.isOver} />
      <AssetLine asset={asset} onRelink={relink} />
    </li>
  );
}

interface CameraMenuProps {
  readonly angle: Angle;
  readonly index: number;
  readonly count: number;
  readonly onRename: () => void;
}

function CameraMenu({ angle, index, count, onRename }: CameraMenuProps) {
  const studio = useStudio();
  const { store } = studio;
  const show = (kind: 'sync' | 'files' | 'framing') => () => open(studio, { kind, angleId: angle.id });
  return (
    <Menu
      trigger={
        <Button look="quiet" className="size-8 min-h-0 px-0" aria-label={`More for ${angle.name}`}>
          <EllipsisVertical aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<Pencil aria-hidden />} movesFocus onSelect={onRename}>
        Rename
      </MenuItem>
      <MenuItem icon={<AudioWaveform aria-hidden />} movesFocus onSelect={show('sync')}>
        Adjust timing…
      </MenuItem>
      <MenuItem icon={<Crop aria-hidden />} movesFocus onSelect={show('framing')}>
        Framing…
      </MenuItem>
      <MenuItem icon={<Files aria-hidden />} movesFocus onSelect={show('files')}>
        {angle.laterFiles ? 'Files…' : 'Add a file…'}
      </MenuItem>
      {!angle.laterFiles && (
        <MenuItem
          icon={<Replace aria-hidden />}
          movesFocus
          onSelect={() => open(studio, { kind: 'relink', angleId: angle.id, filePath: angle.filePath })}
        >
          Replace file…
        </MenuItem>
      )}
      {index > 0 && (
        <MenuItem
          icon={<ArrowUp aria-hidden />}
          onSelect={() => store.change((edit) => moveAngle(edit, angle.id, index - 1))}
        >
          Make it camera {index}
        </MenuItem>
      )}
      {index < count - 1 && (
        <MenuItem
          icon={<ArrowDown aria-hidden />}
          onSelect={() => store.change((edit) => moveAngle(edit, angle.id, index + 1))}
        >
          Make it camera {index + 2}
        </MenuItem>
      )}
      <MenuItem
        icon={<Trash2 aria-hidden />}
        isDanger
        onSelect={() => changeCameras(studio, (edit) => removeAngle(edit, angle.id, studio.lengths))}
      >
        Remove camera
      </MenuItem>
    </Menu>
  );
}

/** How many files a camera has, where it has several; and what dropping does. */
function FilesLine({ angle, isOver }: { readonly angle: Angle; readonly isOver: boolean }) {
  const studio = useStudio();
  if (isOver) return <p className="mt-0.5 text-xs text-live-text">Drop to add to this camera</p>;
  if (!angle.laterFiles) return null;
  return (
    <button
      type="button"
      onClick={() => open(studio, { kind: 'files', angleId: angle.id })}
      className="mt-0.5 block rounded-xs text-left text-xs text-muted underline decoration-edge decoration-dotted underline-offset-3 hover:text-text"
    >
      {formatCount(angle.laterFiles.length + 1)} files
      <span className="sr-only"> of {angle.name}</span>
    </button>
  );
}

function SyncLine({
  angle,
  found,
  onAdjust,
}: {
  readonly angle: Angle;
  readonly found: SyncResult | undefined;
  readonly onAdjust: () => void;
}) {
  const isRefused = found !== undefined && found.verdict !== 'matched';
  return (
    <div className="mt-0.5 text-xs text-pretty text-muted">
      <button
        type="button"
        onClick={onAdjust}
        className="rounded-xs text-left underline decoration-edge decoration-dotted underline-offset-3 hover:text-text"
      >
        {offsetWords(angle)}
        <span className="sr-only">. Adjust the timing of {angle.name}</span>
      </button>
      {angle.syncConfidence !== undefined && (
        <>
          {' '}
          <span className="whitespace-nowrap text-done">· {formatPercent(angle.syncConfidence)} sure</span>
        </>
      )}
      {isRefused && <p className="mt-0.5 text-live-text">{found.message}</p>}
    </div>
  );
}

function AssetLine({
  asset,
  onRelink,
}: {
  readonly asset: RecordingAsset | undefined;
  readonly onRelink: (filePath: string) => void;
}) {
  if (asset === undefined || asset.state === 'ready') return null;
  if (asset.state === 'failed') {
    return (
      <p className="mt-0.5 text-xs text-pretty text-fault">
        {asset.message}{' '}
        <button
          type="button"
          className="rounded-xs font-medium underline"
          onClick={() => onRelink(asset.filePath)}
        >
          Relink
        </button>
      </p>
    );
  }
  return (
    <p className="mt-0.5 text-xs text-muted">
      {asset.state === 'waiting' ? 'Preview: waiting' : `Preview: ${formatPercent(asset.progress)}`}
    </p>
  );
}
