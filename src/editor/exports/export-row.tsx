'use client';
import { memo, type MouseEvent } from 'react';
import { TriangleAlert } from 'lucide-react';
import type { ExportStatus } from '../../client/contract.ts';
import { formatAge } from '../words/numbers.ts';
import { ExportButtons } from './export-buttons.tsx';
import { LiveProgress, RestingFacts } from './export-facts.tsx';
import { ExportPoster } from './export-poster.tsx';
import { pagePath } from '../page-path.ts';

export interface ExportRowProps {
  readonly status: ExportStatus;
  /** Milliseconds; ages are told from it. */
  readonly now: number;
  readonly onOpen: (jobId: string) => void;
}

/** One export in the listing. Only the rows of exports that changed are drawn again. */
export const ExportRow = memo(function ExportRow({ status, now, onOpen }: ExportRowProps) {
  const open = () => onOpen(status.jobId);
  const followLink = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open();
  };
  return (
    <li
      data-state={status.status}
      className="relative flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-4 transition-colors hover:bg-hover/60 md:grid md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_11rem] md:gap-x-6 md:px-5"
    >
      <div className="flex min-w-0 items-center gap-4 max-md:w-full max-md:pr-10">
        <ExportPoster status={status} />
        <div className="min-w-0 flex-1">
          <a
            href={pagePath(`/exports?export=${encodeURIComponent(status.jobId)}`)}
            onClick={followLink}
            className="rounded-sm font-medium underline-offset-4 hover:underline max-md:line-clamp-2 md:block md:truncate"
          >
            {status.projectName}
          </a>
          <p className="mt-0.5 flex items-center gap-x-2.5 text-[0.8125rem] text-muted">
            <span className="whitespace-nowrap">{formatAge(status.createdAt, now)}</span>
            {status.warnings.length > 0 && <WarningMark count={status.warnings.length} />}
          </p>
        </div>
      </div>
      {status.status === 'processing' ? (
        <div className="max-md:w-full">
          <LiveProgress status={status} />
        </div>
      ) : (
        <div className="min-w-0 max-md:flex-1 max-md:basis-44">
          <RestingFacts status={status} />
        </div>
      )}
      <ExportButtons
        status={status}
        onDetails={open}
        className="max-md:ml-auto"
        menuClassName="max-md:absolute max-md:top-3 max-md:right-2"
      />
    </li>
  );
});

function WarningMark({ count }: { readonly count: number }) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap text-live-text">
      <TriangleAlert aria-hidden className="size-3.5" />
      {count === 1 ? '1 warning' : `${count} warnings`}
    </span>
  );
}
