import { useEffect, useMemo, useState } from 'react';
import type { ExportConfigInput } from '../../contract/config/parse-config.ts';
import { problemOf, type ClientProblem } from '../problem-of.ts';
import type { CutroomClient } from '../create-client.ts';
import { useCutroom } from './context.ts';

export interface ExportReadinessResult {
  /** The share of the export's work that is done already, 0..1; at 1 it is a copy and a check. Undefined while it is not known. */
  readonly ready: number | undefined;
  /** What an export would take now, in seconds. */
  readonly exportSeconds: number | undefined;
  /** Why the edit cannot be prepared. */
  readonly problem: ClientProblem | undefined;
}

/** Somebody who is still cutting is not to be followed cut by cut, in milliseconds. */
const quietMs = 3000;
/**
 * Without news for so long the server is asked again: it may have been started anew, or be one of several. After each
 * answer that tells nothing new it is twice as long, for servers that prepare nothing.
 */
const newsMs = 20_000;

const unknown: ExportReadinessResult = { ready: undefined, exportSeconds: undefined, problem: undefined };

interface Known extends ExportReadinessResult {
  /** The edit that it is known of. */
  readonly edit: string;
}

/**
 * Has the server render what an export of `config` would encode, before anybody asks for the export, and tells how far
 * it is. It is asked a few seconds after the last change; a later config of the same project replaces the earlier one.
 * Call it once per project; without a config it waits.
 */
export function useExportReadiness(config: ExportConfigInput | undefined): ExportReadinessResult {
  const { client } = useCutroom();
  const edit = useMemo(() => config && JSON.stringify(config), [config]);
  const [known, setKnown] = useState<Known>();
  useEffect(() => {
    if (edit === undefined) return undefined;
    const tell = (news: Partial<ExportReadinessResult>) => setKnown({ ...unknown, ...news, edit });
    let stop: (() => void) | undefined;
    const timer = setTimeout(() => (stop = follow(client, edit, tell)), quietMs);
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [client, edit]);
  return known?.edit === edit && known ? known : unknown;
}

/** Asks for an edit to be prepared and follows how far it is; answers how to stop that. */
function follow(
  { trpc }: CutroomClient,
  edit: string,
  tell: (news: Partial<ExportReadinessResult>) => void,
): () => void {
  const config = JSON.parse(edit) as ExportConfigInput;
  const stop = new AbortController();
  let subscription: { readonly unsubscribe: () => void } | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let waitMs = newsMs;
  let known = NaN;
  const take = (ready: number, exportSeconds: number): void => {
    if (stop.signal.aborted) return;
    waitMs = ready === known ? 2 * waitMs : newsMs;
    known = ready;
    tell({ ready, exportSeconds });
    clearTimeout(again);
    if (ready < 1) again = setTimeout(() => void ask(), waitMs);
  };
  const ask = async (): Promise<void> => {
    try {
      const { ready, seconds } = await trpc.prepare.mutate(config, { signal: stop.signal });
      take(ready, seconds);
      // Only now: before, it would tell of the edit that this one replaces.
      if (stop.signal.aborted) return;
      subscription ??= trpc.prepared.subscribe(
        { projectId: config.projectId ?? config.id },
        { onData: ({ ready: now, exportSeconds }) => take(now, exportSeconds) },
      );
    } catch (error) {
      if (!stop.signal.aborted) tell({ problem: problemOf(error) });
    }
  };
  void ask();
  return () => {
    stop.abort();
    clearTimeout(again);
    subscription?.unsubscribe();
  };
}
