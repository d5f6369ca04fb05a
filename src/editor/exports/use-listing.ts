'use client';
import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { ExportState, ExportStatus } from '../../client/contract.ts';
import { useCutroom, useExports, type ExportsResult } from '../../client/react.ts';
import { filters, type FilterName } from './page-address.ts';

const pageSize = 25;
/** As many as one request may ask for; nobody waits behind more. */
const mostActive = 200;
const activeStates: readonly ExportState[] = ['pending', 'processing'];
const finalStates: readonly ExportState[] = ['completed', 'failed', 'cancelled'];

export interface Listing {
  readonly result: ExportsResult;
  /** What is running or waiting, whatever is shown. */
  readonly active: readonly ExportStatus[];
  readonly counts: Readonly<Record<FilterName, number>> | undefined;
}

/** What the page lists: what runs first, then what waits in its order, then what has ended, newest first. */
export function useListing({ filter, search }: { filter: FilterName; search: string }): Listing {
  const wanted = useDeferredValue(search.trim());
  const running = useExports({ pageSize: mostActive, states: activeStates, search: wanted });
  const states = filter === 'all' || filter === 'active' ? finalStates : filters[filter].states;
  const ended = useExports({ pageSize, states, search: wanted });
  const active = useMemo(() => [...(running.exports ?? [])].sort(byTurn), [running.exports]);
  const counts = useCounts(active.length, ended.exports);
  if (filter === 'active')
    return { result: { ...running, exports: running.exports && active }, active, counts };
  if (filter !== 'all') return { result: ended, active, counts };
  const isKnown = running.exports !== undefined && ended.exports !== undefined;
  const exports = isKnown ? [...active, ...(ended.exports ?? [])] : undefined;
  return { result: { ...ended, problem: ended.problem ?? running.problem, exports }, active, counts };
}

function byTurn(a: ExportStatus, b: ExportStatus): number {
  if (a.status !== b.status) return a.status === 'processing' ? -1 : 1;
  const turn = (a.queuePosition ?? Infinity) - (b.queuePosition ?? Infinity);
  return Number.isNaN(turn) || turn === 0 ? a.createdAt.localeCompare(b.createdAt) : turn;
}

/**
 * Asked for once, and again when one of those that had ended is gone; what ends meanwhile is counted from the
 * list, which is told.
 */
function useCounts(active: number, ended: readonly ExportStatus[] | undefined): Listing['counts'] {
  const { client, queryClient } = useCutroom();
  const { data, refetch } = useQuery(
    {
      queryKey: ['cutroom', 'counts'],
      enabled: ended !== undefined,
      staleTime: 0,
      queryFn: async () => ({ counts: await client.trpc.counts.query(), since: latestEnd(ended) }),
    },
    queryClient,
  );
  const listed = useRef(0);
  useEffect(() => {
    const count = ended?.length ?? 0;
    if (count < listed.current) void refetch();
    listed.current = count;
  }, [ended, refetch]);
  if (!data) return undefined;
  const { counts, since } = data;
  const count = (state: ExportState) =>
    counts[state] +
    (ended ?? []).filter(({ status, finishedAt = '' }) => status === state && finishedAt > since).length;
  const [done, failed, cancelled] = [count('completed'), count('failed'), count('cancelled')];
  return { all: active + done + failed + cancelled, active, done, failed, cancelled };
}

function latestEnd(ended: readonly ExportStatus[] = []): string {
  return ended.reduce((latest, { finishedAt = '' }) => (finishedAt > latest ? finishedAt : latest), '');
}
