'use client';
import { useState } from 'react';
import type { SyncResult } from '../../../contract/source-assets.ts';
import { problemOf, useCutroom, type ClientProblem } from '../../../client/react.ts';
import { setSync } from '../model/angles.ts';
import { placedBySound } from '../model/sync.ts';
import { useStudio } from '../state/studio-context.ts';

export interface SoundSync {
  readonly start: () => void;
  readonly isRunning: boolean;
  /** What was found for each file the last time. */
  readonly found: ReadonlyMap<string, SyncResult>;
  readonly problem: ClientProblem | undefined;
}

/** Cameras that one request may name. */
const atOnce = 16;

/** Puts all cameras into step with the first one by what they heard. Cameras that did not match stay as they are. */
export function useSoundSync(): SoundSync {
  const { client } = useCutroom();
  const { store } = useStudio();
  const [isRunning, setIsRunning] = useState(false);
  const [found, setFound] = useState<ReadonlyMap<string, SyncResult>>(new Map());
  const [problem, setProblem] = useState<ClientProblem>();
  const run = async () => {
    const [reference, ...others] = store.getState().edit.angles;
    if (!reference || others.length === 0) return;
    setIsRunning(true);
    setProblem(undefined);
    try {
      const results: SyncResult[] = [];
      for (let from = 0; from < others.length; from += atOnce) {
        const some = others.slice(from, from + atOnce).map(({ filePath }) => filePath);
        const input = { reference: reference.filePath, others: some };
        results.push(...(await client.trpc.media.sync.mutate(input)));
      }
      setFound(new Map(results.map((result) => [result.filePath, result])));
      store.change((edit) => applied(edit, reference.id, results));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setIsRunning(false);
    }
  };
  return { start: () => void run(), isRunning, found, problem };
}

function applied(
  edit: Parameters<typeof setSync>[0],
  referenceId: string,
  results: readonly SyncResult[],
): Parameters<typeof setSync>[0] {
  const reference = edit.angles.find(({ id }) => id === referenceId);
  if (!reference) return edit;
  return edit.angles.reduce((now, angle) => {
    const result = results.find(({ filePath }) => filePath === angle.filePath);
    if (angle.id === referenceId || result?.verdict !== 'matched') return now;
    return setSync(now, angle.id, placedBySound(reference, result));
  }, edit);
}
