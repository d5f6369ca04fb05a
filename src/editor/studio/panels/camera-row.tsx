'use client';
import { useState } from 'react';
import {
  ArrowDown,
  ArrowUp,
  AudioWaveform,
  Crop,
  EllipsisVertical,
  Pencil,
  Replace,
  Trash2,
} from 'lucide-react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SourceAssets, SyncResult } from '../../../contract/footage/source-assets.ts';
import { Button } from '../../components/button.tsx';
import { SourcePicture } from '../../components/source-picture.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { cameraColour } from '../../details/camera-colours.ts';
import { formatPercent } from '../../words/numbers.ts';
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
  readonly asset: SourceAssets | undefined;
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
  const relink = () => open(studio, { kind: 'relink', angleId: angle.id });
  const adjust = () => open(studio, { kind: 'sync', angleId: angle.id });
  return (
    <li
      {...drag}
      draggable={!isRenaming}
      className="group rounded-md py-1.5 pr-1 pl-2 hover:bg-hover data-[drop=above]:shadow-[0_-2px_0_var(--focus)] data-[drop=below]:shadow-[0_2px_0_var(--focus)]"
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
  const show = (kind: 'sync' | 'relink' | 'framing') => () => open(studio, { kind, angleId: angle.id });
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
        Adjust its timing…
      </MenuItem>
      <MenuItem icon={<Crop aria-hidden />} movesFocus onSelect={show('framing')}>
        Framing…
      </MenuItem>
      <MenuItem icon={<Replace aria-hidden />} movesFocus onSelect={show('relink')}>
        Replace file…
      </MenuItem>
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
  readonly asset: SourceAssets | undefined;
  readonly onRelink: () => void;
}) {
  if (asset === undefined || asset.state === 'ready') return null;
  if (asset.state === 'failed') {
    return (
      <p className="mt-0.5 text-xs text-pretty text-fault">
        {asset.message}{' '}
        <button type="button" className="rounded-xs font-medium underline" onClick={onRelink}>
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
