'use client';
import { Upload } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { open } from '../state/commands.ts';
import { useStudio } from '../state/studio-context.ts';
import { FileButton } from './file-button.tsx';
import { LibraryList } from './library-list.tsx';
import { UnfinishedUploads } from './unfinished-uploads.tsx';
import { UploadList } from './upload-list.tsx';
import { useIngest } from './use-ingest.ts';

/** Where cameras come from: this device, or what is in the library already. */
export function AddDialog() {
  const studio = useStudio();
  const { queue } = useIngest();
  const close = () => open(studio, undefined);
  return (
    <Dialog
      title="Add cameras"
      onClose={close}
      footer={
        <Button look="primary" onClick={close}>
          Done
        </Button>
      }
    >
      <div className="mb-4 flex flex-col items-center gap-3 rounded-lg border border-dashed border-edge px-4 py-6 text-center">
        <p className="text-sm text-pretty text-muted">
          Drop files anywhere on the page, several at once. An interrupted upload resumes when you choose the
          same file again.
        </p>
        <FileButton onFiles={(files) => queue.add(files)}>
          <Upload aria-hidden />
          Choose files
        </FileButton>
      </div>
      <UploadList />
      <UnfinishedUploads />
      <h3 className="mt-4 mb-1 text-sm font-semibold">In the library</h3>
      <LibraryList />
    </Dialog>
  );
}
