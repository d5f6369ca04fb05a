'use client';
import { useEffect, useMemo, useRef } from 'react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { MusicPiece } from '../../../contract/project-finish.ts';
import { duckShares } from '../../../mix/duck-gains.ts';
import { voiceLoudness } from '../../../edit/heard-levels.ts';
import { gridOf, secondsAt } from '../../../edit/grid.ts';
import { programmeOf } from '../../../edit/programme.ts';
import { MusicDeck } from '../player/music-deck.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { playableUrl, type StudioAssets } from '../state/use-assets.ts';
import { usePlayedFiles } from './use-played-files.ts';
import { powersOf, useHeardSound } from '../state/use-sounding.ts';

/** What is heard without being seen: recorders and music, in step with the programme. */
export function RecorderSounds({ assets }: { readonly assets: StudioAssets }) {
  const { recorders, sound } = useEdit().finish;
  return (
    <>
      {recorders.map((recorder) => (
        <RecorderSound key={recorder.id} recorder={recorder} assets={assets} />
      ))}
      {sound.music.length > 0 && <Music pieces={sound.music} />}
    </>
  );
}

function RecorderSound({ recorder, assets }: { readonly recorder: Angle; readonly assets: StudioAssets }) {
  return usePlayedFiles(recorder, assets).map(({ file, url }) => (
    <FileSound key={file} id={recorder.id} file={file} url={url} />
  ));
}

function FileSound({ id, file, url }: { readonly id: string; readonly file: number; readonly url: string }) {
  const { player } = useStudio();
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => (audio.current ? player.attach(id, file, audio.current) : undefined), [player, id, file]);
  return <audio ref={audio} src={url} muted preload="auto" />;
}

function Music({ pieces }: { readonly pieces: readonly MusicPiece[] }) {
  const studio = useStudio();
  const { player } = studio;
  const edit = useEdit();
  const heard = useHeardSound();
  const elements = useMemo(() => new Map<string, HTMLAudioElement>(), []);
  const ducked = useMemo(() => {
    if (pieces.every(({ duckDb }) => duckDb === 0)) return undefined;
    const powers = powersOf(studio, edit, heard);
    const loudness = powers && voiceLoudness(powers);
    return powers && loudness !== undefined ? duckShares(powers, loudness) : undefined;
  }, [studio, edit, heard, pieces]);
  useEffect(() => {
    const decks = pieces.map((piece): readonly [MusicPiece, HTMLAudioElement] => {
      const element = elements.get(piece.filePath) ?? new Audio(playableUrl(piece.filePath, undefined));
      elements.set(piece.filePath, element);
      return [piece, element];
    });
    const end = secondsAt(gridOf(edit.rendition.fps), programmeOf(edit.shots).total);
    const deck = new MusicDeck(decks, { end, ducked });
    player.setMusic(deck);
    return () => {
      deck.stop();
      player.setMusic(undefined);
    };
  }, [player, pieces, elements, ducked, edit.rendition.fps, edit.shots]);
  return null;
}
