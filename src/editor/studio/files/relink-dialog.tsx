'use client';
import { Dialog } from '../../components/dialog.tsx';
import { useToast } from '../../components/toast.tsx';
import { problemOf, useCutroom } from '../../../client/react.ts';
import { filesOfRecording } from '../../../contract/footage/recording-files.ts';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { filesToLay, learnFiles } from '../ingest/known-files.ts';
import { LibraryList } from '../ingest/library-list.tsx';
import { layFiles } from '../model/angles.ts';
import { changeCameras, open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';

export interface RelinkDialogProps {
  readonly angleId: string;
  /** The file that another one takes the place of. */
  readonly filePath: string;
}

/** Another file for a camera or a recorder: one that was renamed or moved, or a better copy. Its cuts and its timing stay. */
export function RelinkDialog({ angleId, filePath: replaced }: RelinkDialogProps) {
  const studio = useStudio();
  const { client } = useCutroom();
  const toast = useToast();
  const edit = useEdit();
  const angle = recordingsIn(edit).find(({ id }) => id === angleId);
  const close = () => open(studio, undefined);
  if (!angle) return null;
  // A recorder shows nothing.
  const verb = edit.angles.some(({ id }) => id === angleId) ? 'shows' : 'plays';
  const files = filesOfRecording(angle).map((file) => file.filePath);
  const pick = async (filePath: string) => {
    const names = files.map((name) => (name === replaced ? filePath : name));
    try {
      await learnFiles(client, studio, names);
      changeCameras(studio, (edit) => layFiles(edit, angleId, filesToLay(studio, names)));
      close();
    } catch (error) {
      const { message, hint } = problemOf(error);
      toast({ title: `${filePath} cannot be used`, text: [message, hint].join(' '), isFault: true });
    }
  };
  return (
    <Dialog title={`Replace the file of ${angle.name}`} onClose={close}>
      <p className="mb-4 text-sm text-pretty text-muted">
        {files.length === 1
          ? `It ${verb} ${replaced} now. Its cuts and its timing stay as they are.`
          : `What you choose takes the place of ${replaced}. Its cuts and its timing stay as they are.`}
      </p>
      <LibraryList action="Use" onPick={pick} />
    </Dialog>
  );
}
