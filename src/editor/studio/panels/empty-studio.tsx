'use client';
import { Clapperboard, Upload } from 'lucide-react';
import { FileButton } from '../ingest/file-button.tsx';
import { LibraryList } from '../ingest/library-list.tsx';
import { UnfinishedUploads } from '../ingest/unfinished-uploads.tsx';
import { UploadList } from '../ingest/upload-list.tsx';
import { useIngest } from '../ingest/use-ingest.ts';

const steps = [
  ['Drop your cameras', 'All files of one recording, from every camera.'],
  ['Press 1, 2, 3 while it plays', 'Each number shows that camera from there on.'],
  ['Export', 'Untouched frames keep their original quality.'],
] as const;

/** A project without cameras: what to do, and everything to do it with. */
export function EmptyStudio() {
  const { queue, uploads } = useIngest();
  const isBusy = uploads.some(({ state }) => state !== 'done');
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-4xl gap-8 px-6 py-10 min-[1100px]:grid-cols-[3fr_2fr]">
        <section className="flex min-h-72 flex-col items-center justify-center rounded-xl border border-dashed border-edge px-6 py-10 text-center">
          <Clapperboard aria-hidden className="size-9 text-muted" strokeWidth={1.5} />
          <h2 className="mt-4 text-xl font-semibold text-balance">Drop the files of your cameras here</h2>
          <p className="mt-2 max-w-sm text-sm text-pretty text-muted">
            Several at once, of any size. You can begin to cut while they are being prepared.
          </p>
          <FileButton look="primary" className="mt-5" onFiles={(files) => queue.add(files)}>
            <Upload aria-hidden />
            Choose files
          </FileButton>
          <UnfinishedUploads />
          {isBusy && (
            <div className="mt-6 w-full max-w-md text-left">
              <UploadList />
            </div>
          )}
        </section>
        <section>
          <h2 className="text-sm font-semibold">From the library</h2>
          <div className="mt-1 max-h-64 overflow-y-auto">
            <LibraryList />
          </div>
          <ol className="mt-6 space-y-3 border-t border-line pt-5">
            {steps.map(([title, text], index) => (
              <li key={title} className="flex gap-3 text-sm">
                <span className="grid size-6 shrink-0 place-items-center rounded-full bg-track text-xs font-semibold">
                  {index + 1}
                </span>
                <span>
                  <span className="font-medium">{title}</span>
                  <span className="block text-pretty text-muted">{text}</span>
                </span>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </div>
  );
}
