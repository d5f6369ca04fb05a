'use client';
import { ArrowUp, Replace, Trash2, Upload } from 'lucide-react';
import { problemOf, useCutroom } from '../../../client/react.ts';
import type { Angle } from '../../../contract/project-angle.ts';
import { filesOfRecording } from '../../../contract/footage/recording-files.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useToast } from '../../components/toast.tsx';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { formatLength } from '../../words/numbers.ts';
import { FileButton } from '../ingest/file-button.tsx';
import { filesToLay, learnFiles } from '../ingest/known-files.ts';
import { LibraryList } from '../ingest/library-list.tsx';
import { UploadList } from '../ingest/upload-list.tsx';
import { useIngest } from '../ingest/use-ingest.ts';
import { layFiles } from '../model/angles.ts';
import { changeCameras, open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';

/** The files that a camera or a recorder is made of, one after the other, and the way to one more. */
export function FilesDialog({ angleId }: { readonly angleId: string }) {
  const studio = useStudio();
  const { take, addTo } = useIngest();
  const angle = recordingsIn(useEdit()).find(({ id }) => id === angleId);
  const close = () => open(studio, undefined);
  if (!angle) return null;
  return (
    <Dialog
      title={`Files of ${angle.name}`}
      onClose={close}
      footer={
        <Button look="primary" onClick={close}>
          Done
        </Button>
      }
    >
      <p className="mb-3 text-sm text-pretty text-muted">
        One recording, played from one file into the next without a gap.
      </p>
      <FileRows angle={angle} />
      <h3 className="mt-5 mb-2 text-sm font-semibold">Add a file</h3>
      <FileButton onFiles={(files) => take(files, angleId)}>
        <Upload aria-hidden />
        Choose files
      </FileButton>
      <div className="mt-2">
        <UploadList />
      </div>
      <h4 className="mt-4 mb-1 text-xs font-semibold text-muted">In the library</h4>
      <LibraryList onPick={(filePath) => addTo(angleId, filePath)} />
    </Dialog>
  );
}

function FileRows({ angle }: { readonly angle: Angle }) {
  const studio = useStudio();
  const { client } = useCutroom();
  const toast = useToast();
  const files = filesOfRecording(angle);
  const names = files.map(({ filePath }) => filePath);
  const lay = async (next: readonly string[]) => {
    try {
      await learnFiles(client, studio, next);
      changeCameras(studio, (edit) => layFiles(edit, angle.id, filesToLay(studio, next)));
    } catch (error) {
      const { message, hint = '' } = problemOf(error);
      toast({ title: message, text: hint, isFault: true });
    }
  };
  return (
    <ol aria-label="Files" className="divide-y divide-line">
      {files.map(({ filePath, startsAt }, index) => (
        <li key={filePath} className="flex items-center gap-1 py-1.5">
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm" title={filePath}>
              {filePath}
            </span>
            <span className="text-xs text-muted">from {formatLength(startsAt)}</span>
          </span>
          {index > 0 && (
            <IconButton
              label={`Move ${filePath} up`}
              onClick={() =>
                void lay([
                  ...names.slice(0, index - 1),
                  filePath,
                  ...names.slice(index - 1).filter((name) => name !== filePath),
                ])
              }
            >
              <ArrowUp aria-hidden />
            </IconButton>
          )}
          <IconButton
            label={`Replace ${filePath}`}
            onClick={() => open(studio, { kind: 'relink', angleId: angle.id, filePath })}
          >
            <Replace aria-hidden />
          </IconButton>
          {files.length > 1 && (
            <IconButton
              label={`Remove ${filePath}`}
              onClick={() => void lay(names.filter((name) => name !== filePath))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          )}
        </li>
      ))}
    </ol>
  );
}
