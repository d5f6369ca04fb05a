'use client';
import { useCallback } from 'react';
import type { Moment } from '../episode/output-presets.ts';
import { gridOf, secondsAt } from '../../../edit/grid.ts';
import { programmeIn } from './commands.ts';
import { useStudio } from './studio-context.ts';

/** Tells what is chosen of the programme and where the playhead is, in seconds, when it is asked. */
export function useMoment(): () => Moment {
  const studio = useStudio();
  return useCallback(() => {
    const { store, view, player } = studio;
    const { edit } = store.getState();
    const grid = gridOf(edit.rendition.fps);
    const { selection } = view.getState();
    const { total } = programmeIn(studio);
    return {
      selection:
        selection?.kind === 'range'
          ? [secondsAt(grid, selection.from), secondsAt(grid, selection.to)]
          : undefined,
      playhead: secondsAt(grid, player.frame),
      seconds: secondsAt(grid, total),
    };
  }, [studio]);
}
