'use client';
import { useQueries } from '@tanstack/react-query';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SourceProbe } from '../../../client/contract.ts';
import { useCutroom } from '../../../client/react.ts';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { clarityOf, voiceLoudness, spokenPowers, type VoiceLevels } from '../../../edit/heard-levels.ts';
import { heardSoundOf, recordingsIn, type HeardFiles, type HeardSound } from '../../../edit/heard-sound.ts';
import type { Edit } from '../../../edit/edit.ts';
import { fileNamesOf } from '../../../contract/footage/recording-files.ts';
import { gridOf } from '../../../edit/grid.ts';
import { programmeOf } from '../../../edit/programme.ts';
import { useEdit, useStudio, type Studio } from './studio-context.ts';

/** What the programme sounds like, as far as the levels of its recordings have told. */
export interface Sounding {
  readonly heard: HeardSound;
  /** LUFS, of voices alone; undefined while it is not known. */
  readonly loudness: number | undefined;
  /** What brings it to the loudness that is asked for, in dB. */
  readonly gainDb: number;
}

/** Levels that were measured once are looked at again only when the file is another one. */
const measured = new WeakMap<Uint8Array, number>();

/** How well each recording is heard, and for how long, by file; how long is known at once. */
export function useHeardFiles(): HeardFiles {
  const { pictures } = useStudio();
  const { angles, finish } = useEdit();
  const filePaths = useMemo(() => fileNamesOf(recordingsIn({ angles, finish })), [angles, finish]);
  const sounds = useSounds(filePaths);
  const version = useSyncExternalStore(
    (listener) => pictures.onChange(listener),
    () => pictures.version,
    () => 0,
  );
  return useMemo(() => {
    const known = sounds.map(({ filePath, seconds }) => {
      const levels = pictures.of(filePath)?.levels;
      return [filePath, { clarity: levels ? measuredOnce(levels) : 0, seconds }] as const;
    });
    return new Map(known);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what the store holds changes with its version
  }, [pictures, version, sounds]);
}

interface FileWithSound {
  readonly filePath: string;
  readonly seconds: number;
}

/** Those of the files that have sound, with their lengths. */
function useSounds(filePaths: readonly string[]): readonly FileWithSound[] {
  const { queryClient, trpc } = useCutroom();
  const queries = filePaths.map((filePath) =>
    trpc.media.probe.queryOptions({ filePath }, { staleTime: 30_000 }),
  );
  return useQueries({ queries, combine: soundsIn }, queryClient);
}

function soundsIn(answers: readonly { readonly data: SourceProbe | undefined }[]): FileWithSound[] {
  return answers.flatMap(({ data }) =>
    data?.hasAudio === true ? [{ filePath: data.filePath, seconds: data.durationSeconds }] : [],
  );
}

function measuredOnce(levels: VoiceLevels): number {
  const clarity = measured.get(levels.values) ?? clarityOf(levels);
  measured.set(levels.values, clarity);
  return clarity;
}

/** What is heard of the take; told again only when it is something else. */
export function useHeardSound(): HeardSound {
  const edit = useEdit();
  const files = useHeardFiles();
  return useMemo(() => heardSoundOf(edit, files), [edit, files]);
}

/** Whoever drags a cut is not to wait for this, in milliseconds. */
const quietMs = 500;

export function useSounding(): Sounding {
  const studio = useStudio();
  const edit = useEdit();
  const heard = useHeardSound();
  const [loudness, setLoudness] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setLoudness(measureLoudness(studio, edit, heard)), quietMs);
    return () => clearTimeout(timer);
  }, [studio, edit, heard]);
  const target = edit.finish.sound.loudness;
  const gainDb = target === null || loudness === undefined ? 0 : target - loudness;
  return useMemo(() => ({ heard, loudness, gainDb }), [heard, loudness, gainDb]);
}

function measureLoudness({ pictures }: Studio, edit: Edit, heard: HeardSound): number | undefined {
  const powers = powersOf({ pictures }, edit, heard);
  return powers && voiceLoudness(powers);
}

/** What is said in the programme, in steps of 10 ms; undefined while it is not known. */
export function powersOf(
  { pictures }: Pick<Studio, 'pictures'>,
  edit: Edit,
  heard: HeardSound,
): Float32Array | undefined {
  const programme = programmeOf(edit.shots);
  const grid = gridOf(edit.rendition.fps);
  const levelsOf = (recording: Angle) => pictures.curveOf(recording, 'levels');
  return spokenPowers({ edit, programme, grid, heard, levelsOf });
}
