'use client';
import { useMemo, useState, type ReactNode } from 'react';
import { Check, Plus } from 'lucide-react';
import { findChapters, type ListedFile } from '../../../contract/footage/chapters.ts';
import { useMediaLibrary } from '../../../client/react.ts';
import { Button } from '../../components/button.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { formatBytes } from '../../words/numbers.ts';
import { hasFile } from '../../../contract/footage/recording-files.ts';
import { useEdit } from '../state/studio-context.ts';
import { useIngest } from './use-ingest.ts';

export interface LibraryListProps {
  /** What the button of each file says. */
  readonly action?: string;
  /** What is done with a file; it becomes another camera unless told otherwise. */
  readonly onPick?: (filePath: string) => Promise<void>;
}

/** The files that are in the library already, by upload or by hand; each can become a camera. */
export function LibraryList({ action = 'Add', onPick }: LibraryListProps) {
  const { addFile } = useIngest();
  const { angles } = useEdit();
  const [search, setSearch] = useState('');
  const { files, problem } = useMediaLibrary();
  const parts = useMemo(() => partsOf(files ?? []), [files]);
  if (problem !== undefined && files === undefined) return <Quiet>{problem.message}</Quiet>;
  if (files === undefined) return <Quiet>Loading the library…</Quiet>;
  if (files.length === 0) return <Quiet>The library is empty. What you drop here goes into it.</Quiet>;
  const found = files.filter(({ filePath }) => filePath.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <>
      {files.length > 7 && (
        <SearchField label="Search the library" value={search} onChange={setSearch} className="mb-2" />
      )}
      <ul aria-label="Library" className="divide-y divide-line">
        {found.map(({ filePath, bytes }) => (
          <LibraryRow
            key={filePath}
            filePath={filePath}
            bytes={bytes}
            part={parts.get(filePath)}
            action={action}
            onPick={onPick ?? addFile}
            isUsed={angles.some((angle) => hasFile(angle, filePath))}
          />
        ))}
      </ul>
      {found.length === 0 && <Quiet>No file matches.</Quiet>}
    </>
  );
}

function LibraryRow({
  filePath,
  bytes,
  part,
  action,
  onPick,
  isUsed,
}: {
  readonly filePath: string;
  readonly bytes: number;
  /** `part 2 of 3 of GX010012.MP4`: of a recording that its camera cut up. */
  readonly part: string | undefined;
  readonly action: string;
  readonly onPick: (filePath: string) => Promise<void>;
  readonly isUsed: boolean;
}) {
  const [isAdding, setIsAdding] = useState(false);
  const add = async () => {
    setIsAdding(true);
    await onPick(filePath);
    setIsAdding(false);
  };
  return (
    <li className="flex items-center gap-3 py-2">
      <p className="min-w-0 flex-1">
        <span className="block truncate text-sm">{filePath}</span>
        <span className="text-xs text-muted">
          {formatBytes(bytes)}
          {part !== undefined && `, ${part}`}
        </span>
      </p>
      {isUsed ? (
        <span className="flex items-center gap-1.5 px-2 text-sm text-done">
          <Check aria-hidden className="size-4" />
          Added
        </span>
      ) : (
        <Button disabled={isAdding} aria-label={`${action} ${filePath}`} onClick={() => void add()}>
          <Plus aria-hidden />
          {action}
        </Button>
      )}
    </li>
  );
}

function partsOf(files: readonly ListedFile[]): ReadonlyMap<string, string> {
  return new Map(
    findChapters(files).flatMap((chapters) =>
      chapters.map((filePath, at) => {
        const first = chapters[0]?.split('/').at(-1) ?? '';
        return [filePath, `part ${at + 1} of ${chapters.length} of the recording ${first}`] as const;
      }),
    ),
  );
}

function Quiet({ children }: { readonly children: ReactNode }) {
  return <p className="py-6 text-center text-sm text-pretty text-muted">{children}</p>;
}
