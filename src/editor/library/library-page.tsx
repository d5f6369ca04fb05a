'use client';
import { useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Film, SearchX } from 'lucide-react';
import { useCutroom, useMediaLibrary, useSourceAssets } from '../../client/react.ts';
import type { SourceListing } from '../../contract/footage/media.ts';
import type { ProjectSummary } from '../../contract/project.ts';
import { Button } from '../components/button.tsx';
import { LoadFault } from '../components/load-fault.tsx';
import { Notice } from '../components/notice.tsx';
import { SearchField } from '../components/search-field.tsx';
import { useNow } from '../exports/use-now.ts';
import { PageDrop } from '../submit/page-drop.tsx';
import { RefusalDialog } from '../submit/refusal-dialog.tsx';
import { useSubmit } from '../submit/use-submit.ts';
import { DiskBar } from './disk-bar.tsx';
import { LibraryRow } from './library-row.tsx';

/** Files of one page; more are shown when somebody asks. */
const pageSize = 30;

/** Every file that edits can use, and what lies on the disk. */
export function LibraryPage() {
  const { files, problem } = useMediaLibrary();
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(pageSize);
  const submit = useSubmit();
  const wanted = search.trim().toLowerCase();
  const found = useMemo(
    () =>
      (files ?? [])
        .filter(({ filePath }) => filePath.toLowerCase().includes(wanted))
        .sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt) || a.filePath.localeCompare(b.filePath)),
    [files, wanted],
  );
  return (
    <>
      <PageDrop says="Drop the files of your cameras to start a project" onFiles={submit.submitFiles} />
      {submit.refusal && (
        <RefusalDialog refusal={submit.refusal} onClose={submit.dismiss} onNewId={submit.submitUnderNewId} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 pt-7 pb-5 sm:pt-9">
        <h1 className="text-2xl font-semibold tracking-tight">Library</h1>
        {files !== undefined && files.length > 0 && (
          <SearchField
            label="Search the library"
            value={search}
            onChange={setSearch}
            className="w-56 max-sm:w-full"
          />
        )}
      </div>
      <DiskBar />
      {files === undefined && problem === undefined && (
        <p role="status" className="py-10 text-center text-sm text-muted">
          Loading the library…
        </p>
      )}
      {files === undefined && problem !== undefined && <LoadFault problem={problem} />}
      {files?.length === 0 && (
        <Notice
          icon={<Film aria-hidden className="size-8 text-muted" />}
          title="No footage yet"
          text="Drop the files of your cameras anywhere on this page: that begins a project with them."
        />
      )}
      {files !== undefined && files.length > 0 && found.length === 0 && (
        <Notice
          icon={<SearchX aria-hidden className="size-8 text-muted" />}
          title={`No file is called “${search.trim()}”`}
        />
      )}
      {found.length > 0 && <Files files={found.slice(0, limit)} />}
      {found.length > limit && (
        <div className="mt-5 flex justify-center">
          <Button onClick={() => setLimit(limit + pageSize)}>Show {found.length - limit} more</Button>
        </div>
      )}
    </>
  );
}

function Files({ files }: { readonly files: readonly SourceListing[] }) {
  const now = useNow();
  const users = useUsers();
  const pages = Array.from({ length: Math.ceil(files.length / pageSize) }, (_, page) =>
    files.slice(page * pageSize, (page + 1) * pageSize),
  );
  return (
    <ul
      aria-label="Files"
      className="divide-y divide-line overflow-hidden rounded-xl bg-panel ring-1 ring-line"
    >
      {pages.map((some, page) => (
        <FilesOfPage key={page} files={some} users={users} now={now} />
      ))}
    </ul>
  );
}

interface FilesOfPageProps {
  readonly files: readonly SourceListing[];
  readonly users: ReadonlyMap<string, readonly ProjectSummary[]>;
  readonly now: number;
}

/** What is asked of the server at once about previews. Nothing is made because somebody looks. */
function FilesOfPage({ files, users, now }: FilesOfPageProps) {
  const paths = useMemo(() => files.map(({ filePath }) => filePath), [files]);
  const { assets } = useSourceAssets(paths, { onlyLook: true });
  return files.map((file) => (
    <LibraryRow
      key={file.filePath}
      file={file}
      asset={assets?.find(({ filePath }) => filePath === file.filePath)}
      usedIn={users.get(file.filePath) ?? []}
      now={now}
    />
  ));
}

/** The projects that use each file. */
function useUsers(): ReadonlyMap<string, readonly ProjectSummary[]> {
  const { queryClient, trpc } = useCutroom();
  const { data } = useQuery(
    trpc.projects.list.queryOptions(undefined, { staleTime: 0, refetchOnWindowFocus: true }),
    queryClient,
  );
  return useMemo(() => {
    const users = new Map<string, ProjectSummary[]>();
    for (const project of data ?? []) {
      for (const filePath of project.filePaths)
        users.set(filePath, [...(users.get(filePath) ?? []), project]);
    }
    return users;
  }, [data]);
}
