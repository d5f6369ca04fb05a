'use client';
import { Music, X } from 'lucide-react';
import type { MusicPiece } from '../../../contract/project-finish.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { changeMusic, removeMusic } from '../episode/change-finish.ts';
import { clockTime, gridOf, secondsAt } from '../../../edit/grid.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { Fader } from './fader.tsx';

/** The pieces of music under the programme. */
export function MusicList() {
  const { music } = useEdit().finish.sound;
  if (music.length === 0) return null;
  return (
    <ul aria-label="Music" className="space-y-3">
      {music.map((piece) => (
        <MusicRow key={piece.id} piece={piece} />
      ))}
    </ul>
  );
}

function MusicRow({ piece }: { readonly piece: MusicPiece }) {
  const { store, player } = useStudio();
  const { rendition } = useEdit();
  const { id, name, from, to, gainDb, duckDb, isLooped } = piece;
  const change = (part: Partial<MusicPiece>) => store.change((edit) => changeMusic(edit, id, part));
  const here = () => secondsAt(gridOf(rendition.fps), player.frame);
  return (
    <li className="space-y-1">
      <div className="flex items-center gap-1.5">
        <Music aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1 truncate text-sm font-medium">{name}</span>
        <IconButton
          label={`Remove ${name}`}
          className="size-7"
          onClick={() => store.change((edit) => removeMusic(edit, id))}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      <Fader
        label={`Gain of ${name}`}
        value={gainDb}
        range={[-48, 6]}
        onChange={(value) => change({ gainDb: value })}
      />
      <div className="flex flex-wrap gap-1 text-xs">
        <Button className="min-h-7 px-2 text-xs" onClick={() => change({ from: here() })}>
          From {clockTime(from)}
        </Button>
        <Button className="min-h-7 px-2 text-xs" onClick={() => change({ to: Math.max(here(), from + 1) })}>
          {to === undefined ? 'To the end' : `To ${clockTime(to)}`}
        </Button>
      </div>
      <label className="flex min-h-7 items-center gap-2 text-xs">
        <input
          type="checkbox"
          checked={duckDb > 0}
          onChange={({ currentTarget }) => change({ duckDb: currentTarget.checked ? 12 : 0 })}
          className="size-4 accent-[var(--live)]"
        />
        Quieter while somebody speaks
      </label>
      <label className="flex min-h-7 items-center gap-2 text-xs">
        <input
          type="checkbox"
          checked={isLooped}
          onChange={({ currentTarget }) => change({ isLooped: currentTarget.checked })}
          className="size-4 accent-[var(--live)]"
        />
        Loop
      </label>
    </li>
  );
}
