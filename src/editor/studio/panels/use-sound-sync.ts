'use client';
import { useEffect, useRef, useState } from 'react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SyncResult } from '../../../contract/footage/source-assets.ts';
import { problemOf, useCutroom, type ClientProblem } from '../../../client/react.ts';
import { useToast } from '../../components/toast.tsx';
import { useIngest } from '../ingest/use-ingest.ts';
import { setReference, setSync } from '../model/angles.ts';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import type { Edit } from '../../../edit/edit.ts';
import { filesOfRecording } from '../../../contract/footage/recording-files.ts';
import { placedBySound } from '../model/sync.ts';
import { changeCameras } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';
import { syncSentence } from './sync-words.ts';

export interface SoundSync {
  readonly start: () => void;
  readonly isRunning: boolean;
  /** What was found for each file the last time. */
  readonly found: ReadonlyMap<string, SyncResult>;
  readonly problem: ClientProblem | undefined;
}

/** Cameras that one request may name. */
const atOnce = 16;

/**
 * Puts cameras into step by what they heard: all of them with the first one when somebody asks; by itself, once
 * everything that was dropped has arrived, those that nobody has placed yet. Cameras that did not match stay as they are.
 */
export function useSoundSync(): SoundSync {
  const { client } = useCutroom();
  const studio = useStudio();
  const toast = useToast();
  const [isRunning, setIsRunning] = useState(false);
  const [found, setFound] = useState<ReadonlyMap<string, SyncResult>>(new Map());
  const [problem, setProblem] = useState<ClientProblem>();
  const run = async (pick: Choose) => {
    const { reference, others } = pick(studio.store.getState().edit);
    if (!reference || others.length === 0) return;
    setIsRunning(true);
    setProblem(undefined);
    try {
      const results: SyncResult[] = [];
      for (let from = 0; from < others.length; from += atOnce) {
        const some = others.slice(from, from + atOnce).map(namesOfFiles);
        const input = { reference: namesOfFiles(reference), others: some };
        results.push(...(await client.trpc.media.sync.mutate(input)));
      }
      setFound(new Map(results.map((result) => [result.filePath, result])));
      changeCameras(studio, (edit) => applied(edit, reference.id, results));
      const { recorders } = studio.store.getState().edit.finish;
      const hasRecorders = others.some(({ id }) => recorders.some((recorder) => recorder.id === id));
      toast({ title: syncSentence(results, { hasRecorders }) });
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setIsRunning(false);
    }
  };
  useWhenAllArrived(() => void run(pickNew));
  return { start: () => void run(pickAll), isRunning, found, problem };
}

type Picked = { readonly reference: Angle | undefined; readonly others: readonly Angle[] };
type Choose = (edit: Edit) => Picked;

function pickAll({ angles: [reference, ...others], finish }: Edit): Picked {
  return { reference, others: [...others, ...finish.recorders] };
}

function pickNew(edit: Edit): Picked {
  const { angles } = edit;
  const reference = angles.find(({ isReference }) => isReference) ?? angles[0];
  const others = recordingsIn(edit).filter((angle) => angle !== reference && angle.sync === 'none');
  return { reference, others };
}

/** Calls back each time when the last of the files that were on their way has become a camera. */
function useWhenAllArrived(listener: () => void): void {
  const { uploads } = useIngest();
  const arrived = uploads.filter(({ state }) => state === 'done').length;
  const isQuiet = uploads.every(({ state }) => state === 'done' || state === 'refused' || state === 'failed');
  const told = useRef(0);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    if (!isQuiet || arrived <= told.current) return;
    told.current = arrived;
    latest.current();
  }, [isQuiet, arrived]);
}

function applied(edit: Edit, referenceId: string, results: readonly SyncResult[]): Edit {
  const reference = edit.angles.find(({ id }) => id === referenceId);
  if (!reference || results.every(({ verdict }) => verdict !== 'matched')) return edit;
  const synced = recordingsIn(edit).reduce((now, angle) => {
    const result = foundFor(angle, results);
    if (angle.id === referenceId || !result) return now;
    return setSync(now, angle.id, placedBySound(reference, result));
  }, edit);
  return setReference(synced, referenceId);
}

/** Where a recording lies by any of its files: they may have been found while each was a camera of its own. */
function foundFor(angle: Angle, results: readonly SyncResult[]): SyncResult | undefined {
  for (const { filePath, startsAt } of filesOfRecording(angle)) {
    const result = results.find((one) => one.filePath === filePath);
    if (result?.verdict === 'matched') return { ...result, offsetSeconds: result.offsetSeconds + startsAt };
  }
  return undefined;
}

/** As it is asked about: a file, or all files of a recording. */
function namesOfFiles(recording: Angle): string | string[] {
  const names = filesOfRecording(recording).map(({ filePath }) => filePath);
  return names.length === 1 ? recording.filePath : names;
}
