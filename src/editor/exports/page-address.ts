'use client';
import { useCallback } from 'react';
import { useSearchParams } from 'next/navigation';
import type { ExportState } from '../../client/contract.ts';

/** What the listing can be narrowed to. */
export const filters = {
  all: { label: 'All', states: undefined },
  active: { label: 'Active', states: ['pending', 'processing'] },
  done: { label: 'Done', states: ['completed'] },
  failed: { label: 'Failed', states: ['failed'] },
  cancelled: { label: 'Cancelled', states: ['cancelled'] },
} as const satisfies Record<string, { label: string; states: readonly ExportState[] | undefined }>;

export type FilterName = keyof typeof filters;

export interface PageAddress {
  readonly filter: FilterName;
  /** The export whose details are open. */
  readonly openId: string | undefined;
  readonly setFilter: (filter: FilterName) => void;
  readonly open: (jobId: string) => void;
  readonly close: () => void;
}

/** What the page shows, kept in its address: reloading, going back and sharing a link all work. */
export function usePageAddress(): PageAddress {
  const params = useSearchParams();
  const change = useCallback((key: string, value: string | undefined) => {
    const url = new URL(window.location.href);
    if (value === undefined) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
    window.history.pushState(null, '', url);
  }, []);
  return {
    filter: filterFrom(params.get('show')),
    openId: params.get('export') ?? undefined,
    setFilter: useCallback((filter) => change('show', filter === 'all' ? undefined : filter), [change]),
    open: useCallback((jobId) => change('export', jobId), [change]),
    close: useCallback(() => change('export', undefined), [change]),
  };
}

function filterFrom(text: string | null): FilterName {
  return text !== null && Object.hasOwn(filters, text) ? (text as FilterName) : 'all';
}
