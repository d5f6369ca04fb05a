'use client';
import { useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { EllipsisVertical, Trash2, TriangleAlert } from 'lucide-react';
import { problemOf, useCutroom } from '../../client/react.ts';
import type { SourceListing } from '../../contract/footage/media.ts';
import type { SourceAssets } from '../../contract/footage/source-assets.ts';
import type { ProjectSummary } from '../../contract/project.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Menu, MenuItem } from '../components/menu.tsx';
import { useToast } from '../components/toast.tsx';
import { pagePath } from '../page-path.ts';
import { formatAge, formatBytes } from '../words/numbers.ts';
import { SourcePicture } from '../components/source-picture.tsx';
import { factsOf, previewWords } from './source-words.ts';

export interface LibraryRowProps {
  readonly file: SourceListing;
  readonly asset: SourceAssets | undefined;
  /** The projects that show or play it. */
  readonly usedIn: readonly ProjectSummary[];
  /** Milliseconds; ages are told from it. */
  readonly now: number;
}

/** One file of the library: what it is, who uses it, how its preview stands. */
export function LibraryRow({ file, asset, usedIn, now }: LibraryRowProps) {
  const { filePath, bytes, modifiedAt } = file;
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 md:grid md:grid-cols-[6rem_minmax(0,5fr)_minmax(0,4fr)_6rem_2.25rem] md:px-5">
      <span className="block aspect-video w-24 shrink-0 overflow-hidden rounded-md">
        <SourcePicture thumbnails={asset?.thumbnails ?? null} />
      </span>
      <div className="min-w-0 max-md:flex-1 max-md:pr-10">
        <h2 className="truncate text-sm font-medium" title={filePath}>
          {filePath}
        </h2>
        <UsedIn projects={usedIn} />
      </div>
      <div className="min-w-0 text-[0.8125rem] text-muted max-md:w-full">
        <Facts filePath={filePath} />
        <p className="truncate" title={asset?.message}>
          {previewWords(asset)}
        </p>
      </div>
      <p className="text-[0.8125rem] text-muted md:text-right">
        <span className="text-text">{formatBytes(bytes)}</span>
        <span className="block max-md:ml-2 max-md:inline">{formatAge(modifiedAt, now)}</span>
      </p>
      {file.isShared === true ? <span /> : <RowMenu filePath={filePath} usedIn={usedIn} />}
    </li>
  );
}

function UsedIn({ projects }: { readonly projects: readonly ProjectSummary[] }) {
  if (projects.length === 0) return <p className="text-[0.8125rem] text-muted">Not used in a project</p>;
  return (
    <p className="truncate text-[0.8125rem] text-muted">
      Used in{' '}
      {projects.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <a
            href={pagePath(`/studio/${encodeURIComponent(id)}`)}
            className="rounded-xs text-text underline underline-offset-2"
          >
            {name}
          </a>
        </span>
      ))}
    </p>
  );
}

/** Looked at once; what a file is does not change while it is there. */
function Facts({ filePath }: { readonly filePath: string }) {
  const { queryClient, trpc } = useCutroom();
  const { data, error } = useQuery(
    trpc.media.probe.queryOptions({ filePath }, { staleTime: Infinity, retry: false }),
    queryClient,
  );
  if (error) {
    return (
      <p className="flex items-center gap-1.5 text-live-text" title={problemOf(error).message}>
        <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
        <span className="truncate">{problemOf(error).message}</span>
      </p>
    );
  }
  return <p className="truncate">{data ? factsOf(data).join(' · ') : 'Reading…'}</p>;
}

function RowMenu({ filePath, usedIn }: Pick<SourceListing, 'filePath'> & Pick<LibraryRowProps, 'usedIn'>) {
  const { client } = useCutroom();
  const toast = useToast();
  const button = useRef<HTMLButtonElement>(null);
  const [isAsking, setIsAsking] = useState(false);
  const remove = async () => {
    try {
      await client.trpc.media.remove.mutate({ filePath, unlessUsed: true });
      toast({ title: `${filePath} was deleted` });
    } catch (error) {
      const { message, hint } = problemOf(error);
      toast({ title: message, ...(hint !== undefined && { text: hint }), isFault: true });
    }
  };
  return (
    <div className="max-md:absolute max-md:top-2 max-md:right-2">
      <Menu
        trigger={
          <Button
            ref={button}
            look="quiet"
            className="size-9 min-h-0 px-0 max-sm:size-10"
            aria-label={`More for ${filePath}`}
          >
            <EllipsisVertical aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Trash2 aria-hidden />} isDanger movesFocus onSelect={() => setIsAsking(true)}>
          Delete…
        </MenuItem>
      </Menu>
      {isAsking && usedIn.length > 0 && (
        <Dialog title={`${filePath} is in use`} onClose={() => setIsAsking(false)}>
          <UsedIn projects={usedIn} />
          <p className="mt-3 text-sm text-pretty">
            It can be deleted when no project uses it: remove the camera there, or delete the project.
          </p>
        </Dialog>
      )}
      {isAsking && usedIn.length === 0 && (
        <Confirm
          title={`Delete “${filePath}”?`}
          text="The file is deleted from the server, and its preview with it. This cannot be undone."
          action="Delete"
          onConfirm={() => void remove()}
          onClose={() => setIsAsking(false)}
          focusAfter={button}
        />
      )}
    </div>
  );
}
