'use client';
import { useRef, useState } from 'react';
import { Copy, EllipsisVertical, Film, Pencil, Trash2 } from 'lucide-react';
import type { ProjectSummary } from '../../contract/project.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Menu, MenuItem } from '../components/menu.tsx';
import { cameraColour } from '../details/camera-colours.ts';
import { useNow } from '../exports/use-now.ts';
import { formatAge, formatLength } from '../words/numbers.ts';
import { NameDialog } from './name-dialog.tsx';
import type { ProjectActions } from './use-project-actions.ts';
import { pagePath } from '../page-path.ts';

export interface ProjectCardProps {
  readonly project: ProjectSummary;
  readonly actions: ProjectActions;
}

/** One project: what it is called, how much there is of it, and what can be done with it. */
export function ProjectCard({ project, actions }: ProjectCardProps) {
  const [open, setOpen] = useState<'rename' | 'remove'>();
  const menuButton = useRef<HTMLButtonElement>(null);
  const now = useNow();
  const { id, name } = project;
  return (
    <li className="group relative overflow-hidden rounded-xl bg-panel ring-1 ring-line transition-shadow focus-within:ring-edge hover:ring-edge">
      <Strip cameras={project.angles} seed={id} />
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
          text="The cut is gone then. The footage and the finished exports stay."
          action="Delete"
          onConfirm={() => actions.remove(id, name)}
          onClose={() => setOpen(undefined)}
          focusAfter={menuButton}
        />
      )}
    </li>
  );
}

/** A cut in the colours of the cameras; each project has its own. Without cameras there is nothing to show. */
function Strip({ cameras, seed }: { readonly cameras: number; readonly seed: string }) {
  if (cameras === 0) {
    return (
      <div className="grid h-24 place-items-center bg-ground text-muted" aria-hidden>
        <Film className="size-6" strokeWidth={1.5} />
      </div>
    );
  }
  return (
    <svg viewBox="0 0 300 84" preserveAspectRatio="none" className="block h-24 w-full bg-ground" aria-hidden>
      {piecesOf(cameras, seed).map(({ camera, x, width }) => (
        <rect
          key={x}
          x={x}
          width={Math.max(0, width - 1.5)}
          height={84}
          className={cameraColour(camera).fill}
          opacity={0.85}
        />
      ))}
    </svg>
  );
}

interface Piece {
  readonly camera: number;
  readonly x: number;
  readonly width: number;
}

const pieceCount = 11;

/** Pieces of 300 units in all, of widths and cameras that come out of the seed. */
function piecesOf(cameras: number, seed: string): readonly Piece[] {
  const sum = [...seed].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 7);
  const shares = Array.from({ length: pieceCount }, (_, index) => 2 + ((sum * (index + 3) * 7) % 11));
  const all = shares.reduce((total, share) => total + share, 0);
  let x = 0;
  let camera = sum % cameras;
  return shares.map((share, index) => {
    const piece = { camera, x, width: (share / all) * 300 };
    x += piece.width;
    camera = cameras < 2 ? 0 : (camera + 1 + ((sum + index * index) % (cameras - 1))) % cameras;
    return piece;
  });
}
