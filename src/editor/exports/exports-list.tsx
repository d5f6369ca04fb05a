'use client';
import type { ReactNode } from 'react';
import { Film, SearchX } from 'lucide-react';
import type { ExportsResult } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { LoadFault } from '../components/load-fault.tsx';
import { Notice } from '../components/notice.tsx';
import { ExportRow } from './export-row.tsx';
import type { FilterName } from './page-address.ts';
import { useNow } from './use-now.ts';

export interface ExportsListProps {
  readonly result: Pick<
    ExportsResult,
    'exports' | 'problem' | 'refetch' | 'hasMore' | 'loadMore' | 'isLoadingMore'
  >;
  /** What was searched for. */
  readonly search: string;
  readonly filter: FilterName;
  readonly onOpen: (jobId: string) => void;
  readonly onShowAll: () => void;
  /** What to do when there is no export at all. */
  readonly welcome: ReactNode;
}

/** The exports, or what stands in their place. */
export function ExportsList({ result, filter, search, onOpen, onShowAll, welcome }: ExportsListProps) {
  const now = useNow();
  const { exports, problem } = result;
  if (exports === undefined) {
    if (problem === undefined) return <Skeleton />;
    return <LoadFault problem={problem} onAgain={result.refetch} />;
  }
  if (exports.length === 0 && search !== '')
    return (
      <Notice
        icon={<SearchX aria-hidden className="size-8 text-muted" />}
        title={`No export is called “${search}”`}
      />
    );
  if (exports.length === 0)
    return filter === 'all' ? welcome : <NothingHere filter={filter} onShowAll={onShowAll} />;
  return (
    <>
      <ul
        aria-label="Exports"
        className="divide-y divide-line overflow-hidden rounded-xl bg-panel ring-1 ring-line"
      >
        {exports.map((status) => (
          <ExportRow key={status.jobId} status={status} now={now} onOpen={onOpen} />
        ))}
      </ul>
      {result.hasMore && (
        <div className="mt-5 flex justify-center">
          <Button onClick={result.loadMore} disabled={result.isLoadingMore}>
            {result.isLoadingMore ? 'Loading…' : 'Show older exports'}
          </Button>
        </div>
      )}
    </>
  );
}

const nothing: Record<Exclude<FilterName, 'all'>, string> = {
  active: 'Nothing is waiting or running',
  done: 'No export is done yet',
  failed: 'No export has failed',
  cancelled: 'No export was cancelled',
};

function NothingHere({
  filter,
  onShowAll,
}: {
  readonly filter: Exclude<FilterName, 'all'>;
  readonly onShowAll: () => void;
}) {
  return (
    <Notice icon={<Film aria-hidden className="size-8 text-muted" />} title={nothing[filter]}>
      <Button onClick={onShowAll}>Show all exports</Button>
    </Notice>
  );
}

function Skeleton() {
  return (
    <div role="status" className="divide-y divide-line overflow-hidden rounded-xl bg-panel ring-1 ring-line">
      <span className="sr-only">Loading the exports</span>
      {['w-48', 'w-64', 'w-40'].map((width) => (
        <div key={width} className="flex items-center gap-4 px-5 py-5">
          <div className="size-8 animate-pulse-soft rounded-full bg-track" />
          <div className="flex-1 space-y-2">
            <div className={`h-3.5 animate-pulse-soft rounded bg-track ${width}`} />
            <div className="h-2.5 w-28 animate-pulse-soft rounded bg-track" />
          </div>
        </div>
      ))}
    </div>
  );
}
