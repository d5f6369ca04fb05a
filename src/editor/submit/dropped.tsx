'use client';
import { createContext, useCallback, useContext, useEffect, useRef, type ReactNode } from 'react';
import { useRouter } from 'next/navigation';
import { problemOf, useCutroom } from '../../client/react.ts';
import { compareFiles } from '../studio/model/angles.ts';
import { useToast } from '../components/toast.tsx';
import { nameFrom } from '../words/file-names.ts';

interface Handover {
  /** Makes a project for footage and opens it; the studio takes the files from there. */
  readonly openWith: (files: readonly File[]) => void;
  /** The files that were dropped for a project before its studio was there; once. */
  readonly takeFor: (projectId: string) => readonly File[];
}

const HandoverContext = createContext<Handover>({ openWith: () => {}, takeFor: () => [] });

export function useHandover(): Handover {
  return useContext(HandoverContext);
}

/** Carries dropped footage from the page it was dropped on into the studio of a new project. */
export function HandoverProvider({ children }: { readonly children: ReactNode }) {
  const { client, queryClient, trpc } = useCutroom();
  const router = useRouter();
  const toast = useToast();
  const waiting = useRef(new Map<string, readonly File[]>());
  const openWith = useCallback(
    async (files: readonly File[]) => {
      const sorted = [...files].sort((a, b) => compareFiles(a.name, b.name));
      try {
        const { id } = await client.trpc.projects.create.mutate({ name: projectNameFrom(sorted) });
        waiting.current.set(id, sorted);
        void queryClient.invalidateQueries({ queryKey: trpc.projects.list.queryKey() });
        router.push(`/studio/${id}`);
      } catch (error) {
        const { message, hint } = problemOf(error);
        toast({ title: 'The project could not be made', text: [message, hint].join(' '), isFault: true });
      }
    },
    [client, queryClient, trpc, router, toast],
  );
  useEffect(() => {
    // Pages that take files themselves have answered by now; without this a browser leaves the page for the file.
    const isOurs = (event: DragEvent) =>
      !event.defaultPrevented && event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent) => isOurs(event) && event.preventDefault();
    const onDrop = (event: DragEvent) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      void openWith([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, [openWith]);
  const takeFor = useCallback((projectId: string) => {
    const files = waiting.current.get(projectId) ?? [];
    waiting.current.delete(projectId);
    return files;
  }, []);
  return (
    <HandoverContext value={{ openWith: (files) => void openWith(files), takeFor }}>
      {children}
    </HandoverContext>
  );
}

/** What all file names begin with, if that says anything: `Kitchen cam1.mp4`, `Kitchen cam2.mp4` are `Kitchen`. */
export function projectNameFrom(files: readonly Pick<File, 'name'>[]): string {
  const names = files.map(({ name }) => nameFrom(name));
  const [first = ''] = names;
  let length = first.length;
  while (length > 0 && !names.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  const shared = first
    .slice(0, length)
    .replace(/\b(cam|camera|kamera|angle|take|c|a|gx|gh|img|dsc|mvi|vid|mov|video)?\s*\d*\s*$/i, '')
    .trim();
  return shared.length >= 3 ? shared : new Date().toLocaleDateString(undefined, { dateStyle: 'long' });
}
