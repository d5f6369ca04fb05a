'use client';
import { useCallback, useMemo } from 'react';
import { useSourceAssets } from '../../client/react.ts';
import type { ProjectSummary } from '../../contract/project.ts';
import type { Thumbnails } from '../components/source-picture.tsx';

/** Files that one question may name. */
const mostFiles = 64;
/** Cameras that one card shows. */
const picturesOfCard = 3;

/** What the cameras of each project show, of those changed last; nothing is made because somebody looks. */
export function useProjectPictures(
  projects: readonly ProjectSummary[] | undefined,
): (project: ProjectSummary) => readonly Thumbnails[] {
  const paths = useMemo(() => {
    const wanted = (projects ?? []).flatMap((project) => camerasOf(project));
    return [...new Set(wanted)].slice(0, mostFiles);
  }, [projects]);
  const { assets } = useSourceAssets(paths, { onlyLook: true });
  const known = useMemo(
    () => new Map(assets?.map(({ filePath, thumbnails }) => [filePath, thumbnails])),
    [assets],
  );
  return useCallback((project) => camerasOf(project).flatMap((path) => known.get(path) ?? []), [known]);
}

/** The files of the first cameras: they come first. */
function camerasOf({ filePaths, angles }: ProjectSummary): readonly string[] {
  return filePaths.slice(0, Math.min(angles, picturesOfCard));
}
