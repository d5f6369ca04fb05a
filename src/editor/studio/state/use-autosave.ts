'use client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Project, ProjectEdit } from '../../../contract/project.ts';
import { problemOf, useCutroom } from '../../../client/react.ts';
import { Autosave, type SaveState } from '../model/autosave.ts';
import { projectEditOf } from '../../../edit/project-edit.ts';
import type { StudioState, StudioStore } from '../model/studio-store.ts';

const quietMs = 700;
const retryMs = 3000;

export interface Saving {
  readonly state: SaveState;
  readonly saveNow: () => void;
}

/** Saves every change of an open project by itself and tells how that goes. */
export function useAutosave(project: Project, store: StudioStore): Saving {
  const { client } = useCutroom();
  const [autosave] = useState(
    () =>
      new Autosave<ProjectEdit>(project.revision, {
        save: async (edit, revision) =>
          (await client.trpc.projects.save.mutate({ id: project.id, revision, edit })).revision,
        judge: verdictOf,
        quietMs,
        retryMs,
      }),
  );
  useEffect(() => {
    const unsubscribe = store.subscribe((state, before) => {
      if (isOther(state, before)) autosave.changed(projectEditOf(state.edit, wireOf(state)));
    });
    const flush = () => autosave.flush();
    const warn = (event: BeforeUnloadEvent) => {
      if (!autosave.hasUnsaved) return;
      autosave.flush();
      event.preventDefault();
    };
    window.addEventListener('online', flush);
    window.addEventListener('beforeunload', warn);
    return () => {
      unsubscribe();
      window.removeEventListener('online', flush);
      window.removeEventListener('beforeunload', warn);
      autosave.flush();
    };
  }, [autosave, store]);
  const state = useSyncExternalStore(
    autosave.subscribe,
    () => autosave.state,
    () => 'saved' as const,
  );
  return { state, saveNow: () => autosave.flush() };
}

function isOther(state: StudioState, before: StudioState): boolean {
  return state.edit !== before.edit || state.name !== before.name || state.exportIds !== before.exportIds;
}

function wireOf({ name, exportIds }: StudioState): Pick<ProjectEdit, 'name' | 'exportIds'> {
  return { name, exportIds: [...exportIds] };
}

function verdictOf(error: unknown): 'offline' | 'conflict' | 'refused' {
  const { code, isRetryable } = problemOf(error);
  if (code === 'PROJECT_CHANGED' || code === 'NOT_FOUND') return 'conflict';
  return isRetryable ? 'offline' : 'refused';
}
