'use client';
import { useState, useSyncExternalStore } from 'react';
import { useQuery } from '@tanstack/react-query';
import { FolderX, ServerOff } from 'lucide-react';
import { problemOf, useCutroom } from '../../client/react.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import type { Theme } from '../theme/theme.ts';
import { StudioRoom } from './state/studio-room.tsx';
import { pagePath } from '../page-path.ts';

/** The studio of one project, or what stands in its place. */
export function StudioPage({ id, theme }: { readonly id: string; readonly theme: Theme }) {
  // What is in the studio knows the window's size and the browser's stores; the server that draws the page does not.
  const isInBrowser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  return isInBrowser ? <OpenProject id={id} theme={theme} /> : <Opening />;
}

function OpenProject({ id, theme }: { readonly id: string; readonly theme: Theme }) {
  const { queryClient, trpc } = useCutroom();
  const [visit, setVisit] = useState(0);
  // Always the server's state of this moment: what another visit left in the cache may have been changed since.
  const { data, error, isFetching, refetch } = useQuery(
    trpc.projects.get.queryOptions({ id }, { staleTime: Infinity, gcTime: 0, retry: false }),
    queryClient,
  );
  const reload = async () => {
    await refetch();
    setVisit((count) => count + 1);
  };
  if (data) return <StudioRoom key={visit} project={data} theme={theme} onReload={() => void reload()} />;
  if (error === null) return <Opening />;
  const problem = problemOf(error);
  const isGone = problem.code === 'NOT_FOUND';
  return (
    <Notice
      icon={
        isGone ? (
          <FolderX aria-hidden className="size-8 text-muted" />
        ) : (
          <ServerOff aria-hidden className="size-8 text-muted" />
        )
      }
      title={isGone ? 'There is no such project' : problem.message}
      text={isGone ? 'It may have been deleted, or its address is not complete.' : problem.hint}
    >
      {!isGone && (
        <Button disabled={isFetching} onClick={() => void refetch()}>
          Try again
        </Button>
      )}
      <ButtonLink look={isGone ? 'primary' : 'plain'} href={pagePath('/projects')}>
        All projects
      </ButtonLink>
    </Notice>
  );
}

function Opening() {
  return (
    <div role="status" className="flex h-dvh flex-col">
      <span className="sr-only">Opening the project</span>
      <div className="flex h-13 items-center gap-3 border-b border-line px-4">
        <div className="h-4 w-48 animate-pulse-soft rounded bg-track" />
      </div>
      <div className="flex min-h-0 flex-1 gap-2 p-2">
        <div className="w-60 animate-pulse-soft rounded-lg bg-panel" />
        <div className="flex-1 animate-pulse-soft rounded-lg bg-panel" />
      </div>
      <div className="m-2 h-48 animate-pulse-soft rounded-lg bg-panel" />
    </div>
  );
}
