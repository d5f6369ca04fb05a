'use client';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { problemOf, useCutroom } from '../../../client/react.ts';
import type { ProjectVersion } from '../../../contract/project.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useToast } from '../../components/toast.tsx';
import { formatMoment } from '../../words/dates.ts';
import { formatCount, formatLength } from '../../words/numbers.ts';
import { studioEditOf } from '../../../edit/project-edit.ts';
import { open } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';

/** Earlier states of the project. Going back to one is a step like any other: undo takes it back. */
export function VersionsDialog() {
  const studio = useStudio();
  const { client, queryClient, trpc } = useCutroom();
  const toast = useToast();
  const [going, setGoing] = useState<number>();
  const { data, error } = useQuery(
    trpc.projects.versions.queryOptions({ id: studio.projectId }, { staleTime: 0 }),
    queryClient,
  );
  const close = () => open(studio, undefined);
  const goBack = async ({ revision, updatedAt }: ProjectVersion) => {
    setGoing(revision);
    try {
      const state = await client.trpc.projects.version.query({ id: studio.projectId, revision });
      studio.store.change(() => studioEditOf(state));
      close();
      toast({
        title: `As it was on ${formatMoment(updatedAt)}`,
        text: 'Undo brings back what was there before.',
      });
    } catch (fault) {
      const { message, hint = '' } = problemOf(fault);
      toast({ title: message, text: hint, isFault: true });
      setGoing(undefined);
    }
  };
  return (
    <Dialog title="Earlier versions" onClose={close}>
      {error !== null && <p className="py-6 text-sm text-fault">{problemOf(error).message}</p>}
      {data?.length === 0 && <NoVersions />}
      <ul aria-label="Earlier versions" className="divide-y divide-line">
        {data?.map((version) => (
          <li key={version.revision} className="flex items-center justify-between gap-4 py-2.5">
            <div className="min-w-0">
              <p className="text-sm font-medium">{formatMoment(version.updatedAt)}</p>
              <p className="text-xs text-muted">{factsOf(version)}</p>
            </div>
            <Button
              disabled={going !== undefined}
              aria-label={`Go back to ${formatMoment(version.updatedAt)}, ${factsOf(version)}`}
              onClick={() => void goBack(version)}
            >
              {going === version.revision ? 'Going back…' : 'Go back'}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function NoVersions() {
  return (
    <div className="py-8 text-center">
      <History aria-hidden className="mx-auto size-7 text-muted" strokeWidth={1.5} />
      <p className="mt-3 text-sm">No earlier version yet</p>
      <p className="mx-auto mt-1 max-w-sm text-xs text-pretty text-muted">
        While you work one is kept every ten minutes, and before large changes such as a cut by voice.
      </p>
    </div>
  );
}

function factsOf({ shots, angles, durationSeconds }: ProjectVersion): string {
  const cuts = Math.max(0, shots - 1);
  return [
    cuts === 1 ? '1 cut' : `${formatCount(cuts)} cuts`,
    formatLength(durationSeconds),
    angles === 1 ? '1 camera' : `${angles} cameras`,
  ].join(' · ');
}
