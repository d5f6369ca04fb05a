'use client';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Edit } from '../../../edit/edit.ts';
import { gridOf, type Grid } from '../../../edit/grid.ts';
import type { Lengths } from '../model/take.ts';
import { programmeOf, type Programme } from '../../../edit/programme.ts';
import type { Player } from '../player/player.ts';
import type { Score } from '../player/steering.ts';
import { useSounding } from './use-sounding.ts';
import { useEdit, useStudio } from './studio-context.ts';
import type { StudioAssets } from './use-assets.ts';

/** The edit laid out; the same object as long as the shots are the same. */
export function useProgramme(): { readonly programme: Programme; readonly grid: Grid } {
  const { shots, rendition } = useEdit();
  const programme = useMemo(() => programmeOf(shots), [shots]);
  const grid = useMemo(() => gridOf(rendition.fps), [rendition.fps]);
  return useMemo(() => ({ programme, grid }), [programme, grid]);
}

/** Keeps the player and its pictures up to date with the edit and with what the server has made and told. */
export function useScore(assets: StudioAssets, durations: Lengths): void {
  const sounding = useSounding();
  const { player, pictures } = useStudio();
  const edit: Edit = useEdit();
  const { programme, grid } = useProgramme();
  useEffect(() => {
    const score: Score = {
      ...{ edit, programme, grid, durations },
      ...{ heard: sounding.heard, gainDb: sounding.gainDb },
    };
    player.load(score);
  }, [player, edit, programme, grid, durations, sounding]);
  useEffect(() => pictures.take([...assets.values()]), [pictures, assets]);
}

/** Something of the player that a component shows; read again at every tick, rendered only when it differs. */
export function usePlayer<Value extends string | number | boolean | undefined>(
  read: (player: Player) => Value,
): Value {
  const { player } = useStudio();
  return useSyncExternalStore(
    (listener) => {
      const stops = [player.onTick(listener), player.onState(listener)];
      return () => stops.forEach((stop) => stop());
    },
    () => read(player),
    () => read(player),
  );
}

/** The id of the angle that is on the programme. */
export function useOnAir(): string | undefined {
  return usePlayer((player) => player.score?.edit.angles.find((angle) => player.cueOf(angle)?.isOnAir)?.id);
}
