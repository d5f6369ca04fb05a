'use client';
import { useRef, useState } from 'react';
import { Download, EllipsisVertical, Info, RotateCcw, Square, Trash2 } from 'lucide-react';
import type { ExportStatus } from '../../client/contract.ts';
import { useCutroom } from '../../client/react.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { classNames } from '../components/class-names.ts';
import { Confirm } from '../components/confirm.tsx';
import { Menu, MenuItem } from '../components/menu.tsx';
import { LinkItems, WatchDialog } from './export-links.tsx';
import { useExportActions, type ExportActions } from './use-export-actions.ts';

export interface ExportButtonsProps {
  readonly status: ExportStatus;
  /** Opens the details; left out where they are open. */
  readonly onDetails?: (() => void) | undefined;
  readonly onRemove?: () => void;
  readonly className?: string;
  readonly menuClassName?: string;
}

/** The one thing one would do with an export in this state, and a menu with the rest. */
export function ExportButtons({ status, onDetails, onRemove, className, menuClassName }: ExportButtonsProps) {
  const actions = useExportActions(status);
  const [isAsking, setIsAsking] = useState(false);
  const [isWatching, setIsWatching] = useState(false);
  const menuButton = useRef<HTMLButtonElement>(null);
  const remove = () => {
    actions.remove();
    onRemove?.();
  };
  return (
    <div className={classNames('flex items-center justify-end gap-1.5', className)}>
      <MainButton status={status} actions={actions} />
      <Menu
        trigger={
          <Button
            ref={menuButton}
            look="quiet"
            className={classNames('size-9 min-h-0 px-0 max-sm:size-10', menuClassName)}
            aria-label={`More for ${status.projectName}`}
          >
            <EllipsisVertical aria-hidden />
          </Button>
        }
      >
        <LinkItems status={status} onWatch={() => setIsWatching(true)} />
        {onDetails && (
          <MenuItem icon={<Info aria-hidden />} movesFocus onSelect={onDetails}>
            Details
          </MenuItem>
        )}
        <MenuItem icon={<Trash2 aria-hidden />} isDanger movesFocus onSelect={() => setIsAsking(true)}>
          Remove…
        </MenuItem>
      </Menu>
      {isWatching && <WatchDialog status={status} onClose={() => setIsWatching(false)} />}
      {isAsking && (
        <Confirm
          title={`Remove “${status.projectName}”?`}
          text={removalText(status)}
          action="Remove"
          onConfirm={remove}
          onClose={() => setIsAsking(false)}
          focusAfter={menuButton}
        />
      )}
    </div>
  );
}

function MainButton({ status, actions }: { readonly status: ExportStatus; readonly actions: ExportActions }) {
  const { client } = useCutroom();
  if (actions.busy !== undefined) {
    return (
      <Button disabled className="max-sm:flex-1">
        {actions.busy}…
      </Button>
    );
  }
  switch (status.status) {
    case 'pending':
    case 'processing':
      return (
        <Button onClick={actions.cancel} aria-label={`Cancel ${status.projectName}`}>
          <Square aria-hidden className="fill-current" strokeWidth={0} />
          Cancel
        </Button>
      );
    case 'completed':
      return status.downloadUrl === undefined ? null : (
        <ButtonLink
          look="primary"
          href={client.absoluteUrl(status.downloadUrl)}
          download
          aria-label={`Download ${status.projectName}`}
        >
          <Download aria-hidden />
          Download
        </ButtonLink>
      );
    case 'failed':
    case 'cancelled':
      return (
        <Button onClick={actions.retry} aria-label={`Retry ${status.projectName}`}>
          <RotateCcw aria-hidden />
          Retry
        </Button>
      );
  }
}

function removalText({ status }: ExportStatus): string {
  if (status === 'completed') return 'The finished file is deleted from the server. The footage stays.';
  if (status === 'pending' || status === 'processing')
    return 'It is stopped first, and what it has made is deleted. The footage stays.';
  return 'Its record and its log are deleted. The footage stays.';
}
