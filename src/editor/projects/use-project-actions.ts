'use client';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { problemOf, useCutroom } from '../../client/react.ts';
import { useToast } from '../components/toast.tsx';

export interface ProjectActions {
  /** Makes a project and opens it. */
  readonly create: (name: string) => void;
  /** Makes the sample footage and a cut of it, and opens that. */
  readonly createSample: () => void;
  readonly rename: (id: string, name: string) => void;
  readonly duplicate: (id: string) => void;
  readonly remove: (id: string, name: string) => void;
  readonly isCreating: boolean;
  readonly isMakingSample: boolean;
}

/** What can be done with projects as a whole; failures are told in passing. */
export function useProjectActions(): ProjectActions {
  const { client, queryClient, trpc } = useCutroom();
  const router = useRouter();
  const toast = useToast();
  const [busy, setBusy] = useState<'create' | 'sample'>();
  const projects = client.trpc.projects;
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      const { message, hint } = problemOf(error);
      toast({ title: what, text: hint === undefined ? message : `${message} ${hint}`, isFault: true });
    } finally {
      setBusy(undefined);
      await queryClient.invalidateQueries({ queryKey: trpc.projects.list.queryKey() });
    }
  };
  return {
    create: (name) => {
      setBusy('create');
      void attempt('The project could not be made', async () => {
        router.push(`/studio/${(await projects.create.mutate({ name })).id}`);
      });
    },
    createSample: () => {
      setBusy('sample');
      void attempt('The sample could not be made', async () => {
        router.push(`/studio/${(await projects.createSample.mutate({})).id}`);
      });
    },
    rename: (id, name) =>
      void attempt('The project could not be renamed', async () => {
        const { revision, angles, stretches, rendition, exportIds } = await projects.get.query({ id });
        const edit = { name, angles, stretches, rendition, exportIds };
        await projects.save.mutate({ id, revision, edit });
      }),
    duplicate: (id) =>
      void attempt('The project could not be duplicated', () => projects.duplicate.mutate({ id })),
    remove: (id, name) =>
      void attempt('The project could not be deleted', async () => {
        await projects.remove.mutate({ id });
        toast({ title: `Deleted “${name}”` });
      }),
    isCreating: busy === 'create',
    isMakingSample: busy === 'sample',
  };
}
