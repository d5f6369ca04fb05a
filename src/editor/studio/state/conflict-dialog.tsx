'use client';
import { useState } from 'react';
import { AlertDialog as Radix } from 'radix-ui';
import { problemOf, useCutroom } from '../../../client/react.ts';
import { Button } from '../../components/button.tsx';
import { projectEditOf } from '../../../edit/project-edit.ts';
import { useStudio } from './studio-context.ts';
import { pagePath } from '../../page-path.ts';

/** Two windows changed one project: nothing is overwritten until somebody says which one counts. */
export function ConflictDialog({ onReload }: { readonly onReload: () => void }) {
  const { store } = useStudio();
  const { client } = useCutroom();
  const [isCopying, setIsCopying] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const keepAsCopy = async () => {
    setIsCopying(true);
    try {
      const { edit, name, exportIds } = store.getState();
      const copy = projectEditOf(edit, {
        name: `${name.slice(0, 180)} (my copy)`,
        exportIds: [...exportIds],
      });
      const { id, revision } = await client.trpc.projects.create.mutate({ name: copy.name });
      await client.trpc.projects.save.mutate({ id, revision, edit: copy });
      window.location.assign(pagePath(`/studio/${id}`));
    } catch (error) {
      setTrouble(problemOf(error).message);
      setIsCopying(false);
    }
  };
  return (
    <Radix.Root open>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil animate-appear" />
        <Radix.Content className="fixed top-1/2 left-1/2 z-50 w-[min(30rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-xl bg-panel p-5 text-text shadow-float ring-1 ring-line animate-appear">
          <Radix.Title className="text-base font-semibold">
            This project was changed in another window
          </Radix.Title>
          <Radix.Description className="mt-2 text-sm text-pretty text-muted">
            Your changes since then are not saved. Use the newer version and they are lost; keep yours as a
            copy and you have both.
          </Radix.Description>
          {trouble !== undefined && (
            <p role="alert" className="mt-3 text-sm text-fault">
              {trouble}
            </p>
          )}
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <Button onClick={onReload}>Use the newer version</Button>
            <Button look="primary" disabled={isCopying} onClick={() => void keepAsCopy()}>
              {isCopying ? 'Copying…' : 'Keep mine as a copy'}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
