'use client';
import { createContext, useMemo } from 'react';
import { useStore } from 'zustand';
import type { ConfigV2Input } from '../../../contract/config-v2/config-v2.ts';
import type { ExportReadinessResult } from '../../../client/react.ts';
import { configOf } from '../../../edit/config-of.ts';
import { useEdit, useStudio } from './studio-context.ts';
import { useHeardSound } from './use-sounding.ts';

/** How far the export of the open project is prepared. */
export const ReadinessContext = createContext<ExportReadinessResult>({
  ...{ ready: undefined, exportSeconds: undefined, problem: undefined },
});

/** The edit as an export of it would be asked for; its id is the same each time, so that one cut is asked about once. */
export function usePreviewConfig(): ConfigV2Input | undefined {
  const { store, projectId } = useStudio();
  const edit = useEdit();
  const projectName = useStore(store, (state) => state.name);
  const heard = useHeardSound();
  return useMemo(() => {
    const exportId = `preview-${projectId}`.slice(0, 128);
    return configOf(edit, { projectId, projectName, exportId }, heard);
  }, [edit, projectId, projectName, heard]);
}
