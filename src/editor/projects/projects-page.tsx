'use client';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Clapperboard, Plus } from 'lucide-react';
import { problemOf, useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { LoadFault } from '../components/load-fault.tsx';
import { PageDrop } from '../submit/page-drop.tsx';
import { RefusalDialog } from '../submit/refusal-dialog.tsx';
import { useSubmit } from '../submit/use-submit.ts';
import { FirstVisit } from './first-visit.tsx';
import { NameDialog } from './name-dialog.tsx';
import { ProjectCard } from './project-card.tsx';
import { useProjectPictures } from './use-project-pictures.ts';
import { useProjectActions, type ProjectActions } from './use-project-actions.ts';

/** Every project of the server, and where one begins. */
export function ProjectsPage() {
  const { queryClient, trpc } = useCutroom();
  const { data, error, refetch, isFetching } = useQuery(
    trpc.projects.list.queryOptions(undefined, { staleTime: 0, refetchOnWindowFocus: true }),
    queryClient,
  );
  const actions = useProjectActions();
  const picturesOf = useProjectPictures(data);
  const [isNaming, setIsNaming] = useState(false);
  const buttons = <NewButtons actions={actions} onNew={() => setIsNaming(true)} />;
  const submit = useSubmit();
  return (
    <>
      <PageDrop says="Drop the files of your cameras to start a project" onFiles={submit.submitFiles} />
      {submit.refusal && (
        <RefusalDialog refusal={submit.refusal} onClose={submit.dismiss} onNewId={submit.submitUnderNewId} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 pt-7 pb-5 sm:pt-9">
        <h1 className="text-2xl font-semibold tracking-tight">Projects</h1>
        {data !== undefined && data.length > 0 && buttons}
      </div>
      {data === undefined && error === null && <Skeleton />}
      {data === undefined && error !== null && (
        <LoadFault problem={problemOf(error)} onAgain={() => void refetch()} isBusy={isFetching} />
      )}
      {data?.length === 0 && <FirstVisit>{buttons}</FirstVisit>}
      {data !== undefined && data.length > 0 && (
        <ul aria-label="Projects" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {data.map((project) => (
            <ProjectCard
              key={project.id}
              project={project}
              actions={actions}
              pictures={picturesOf(project)}
            />
          ))}
        </ul>
      )}
      {isNaming && (
        <NameDialog
          title="New project"
          action="Create"
          initial={`Episode ${(data?.length ?? 0) + 1}`}
          isBusy={actions.isCreating}
          onClose={() => setIsNaming(false)}
          onName={actions.create}
        />
      )}
    </>
  );
}

function NewButtons({ actions, onNew }: { readonly actions: ProjectActions; readonly onNew: () => void }) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={actions.createSample} disabled={actions.isMakingSample}>
        <Clapperboard aria-hidden />
        {actions.isMakingSample ? 'Making the sample…' : 'Try the sample'}
      </Button>
      <Button look="primary" onClick={onNew}>
        <Plus aria-hidden />
        New project
      </Button>
    </div>
  );
}

function Skeleton() {
  return (
    <div role="status" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <span className="sr-only">Loading the projects</span>
      {[1, 2, 3].map((card) => (
        <div key={card} className="h-44 animate-pulse-soft rounded-xl bg-panel ring-1 ring-line" />
      ))}
    </div>
  );
}
