'use client';
import { Dialog } from '../../components/dialog.tsx';
import { useToast } from '../../components/toast.tsx';
import { problemOf, useCutroom } from '../../../client/react.ts';
import { LibraryList } from '../ingest/library-list.tsx';
import { replaceFile } from '../model/angles.ts';
import { changeCameras, open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';

/** Another file for a camera: one that was renamed or moved, or a better copy. Its cuts and its timing stay. */
export function RelinkDialog({ angleId }: { readonly angleId: string }) {
  const studio = useStudio();
  const { client } = useCutroom();
  const toast = useToast();
  const { angles } = useEdit();
  const angle = angles.find(({ id }) => id === angleId);
  const close = () => open(studio, undefined);
  if (!angle) return null;
  const pick = async (filePath: string) => {
    try {
      const { durationSeconds } = await client.trpc.media.probe.query({ filePath });
      studio.lengths.set(filePath, durationSeconds);
      changeCameras(studio, (edit) => replaceFile(edit, angleId, filePath));
      close();
    } catch (error) {
      const { message, hint } = problemOf(error);
      toast({ title: `${filePath} cannot be used`, text: [message, hint].join(' '), isFault: true });
    }
  };
  return (
    <Dialog title={`Replace the file of ${angle.name}`} onClose={close}>
      <p className="mb-4 text-sm text-pretty text-muted">
        It shows {angle.filePath} now. Its cuts and its timing stay as they are.
      </p>
      <LibraryList action="Use" onPick={pick} />
    </Dialog>
  );
}
