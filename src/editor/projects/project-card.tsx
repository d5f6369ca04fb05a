'use client';
import { useRef, useState } from 'react';
import { Copy, EllipsisVertical, Film, Pencil, Trash2 } from 'lucide-react';
import type { ProjectSummary } from '../../contract/project.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Menu, MenuItem } from '../components/menu.tsx';
import { SourcePicture, type Thumbnails } from '../components/source-picture.tsx';
import { useNow } from '../exports/use-now.ts';
import { formatAge, formatLength } from '../words/numbers.ts';
import { NameDialog } from './name-dialog.tsx';
import type { ProjectActions } from './use-project-actions.ts';
import { pagePath } from '../page-path.ts';

export interface ProjectCardProps {
  readonly project: ProjectSummary;
  readonly actions: ProjectActions;
  /** Of its cameras, as far as they have been made. */
  readonly pictures: readonly Thumbnails[];
}

/** One project: what it is called, how much there is of it, and what can be done with it. */
export function ProjectCard({ project, actions, pictures }: ProjectCardProps) {
  const [open, setOpen] = useState<'rename' | 'remove'>();
  const menuButton = useRef<HTMLButtonElement>(null);
  const now = useNow();
  const { id, name } = project;
  return (
    <li className="group relative overflow-hidden rounded-xl bg-panel ring-1 ring-line transition-shadow focus-within:ring-edge hover:ring-edge">
      <Frames pictures={pictures} />
      <div className="flex items-start gap-2 py-3.5 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-[0.9375rem] font-semibold">
            <a href={pagePath(`/studio/${encodeURIComponent(id)}`)} className="after:absolute after:inset-0">
              {name}
            </a>
          </h2>
          <p className="mt-0.5 text-[0.8125rem] text-muted">
            {project.angles === 0
              ? 'No cameras yet'
              : `${project.angles} ${project.angles === 1 ? 'camera' : 'cameras'} · ${formatLength(project.durationSeconds)}`}
            {' · '}
            {formatAge(project.updatedAt, now)}
          </p>
        </div>
        <div className="relative z-10">
          <Menu
            trigger={
              <Button
                ref={menuButton}
                look="quiet"
                className="size-9 min-h-0 px-0 max-sm:size-10"
                aria-label={`More for ${name}`}
              >
                <EllipsisVertical aria-hidden />
              </Button>
            }
          >
            <MenuItem icon={<Pencil aria-hidden />} movesFocus onSelect={() => setOpen('rename')}>
              Rename…
            </MenuItem>
            <MenuItem icon={<Copy aria-hidden />} onSelect={() => actions.duplicate(id)}>
              Duplicate
            </MenuItem>
            <MenuItem icon={<Trash2 aria-hidden />} isDanger movesFocus onSelect={() => setOpen('remove')}>
              Delete…
            </MenuItem>
          </Menu>
        </div>
      </div>
      {open === 'rename' && (
        <NameDialog
          title="Rename the project"
          action="Rename"
          initial={name}
          onClose={() => setOpen(undefined)}
          onName={(next) => {
            setOpen(undefined);
            actions.rename(id, next);
          }}
        />
      )}
      {open === 'remove' && (
        <Confirm
          title={`Delete “${name}”?`}
          text="The cut is deleted. The footage and the finished exports stay."
          action="Delete"
          onConfirm={() => actions.remove(id, name)}
          onClose={() => setOpen(undefined)}
          focusAfter={menuButton}
        />
      )}
    </li>
  );
}

/** What its cameras show, side by side; a sign where there is nothing to show. */
function Frames({ pictures }: { readonly pictures: readonly Thumbnails[] }) {
  if (pictures.length === 0) {
    return (
      <div className="grid h-32 place-items-center bg-ground text-muted" aria-hidden>
        <Film className="size-6" strokeWidth={1.5} />
      </div>
    );
  }
  return (
    <div className="flex h-32 gap-px bg-line" aria-hidden>
      {pictures.map((thumbnails) => (
        <div key={thumbnails.url} className="min-w-0 flex-1">
          <SourcePicture thumbnails={thumbnails} isFilling />
        </div>
      ))}
    </div>
  );
}
