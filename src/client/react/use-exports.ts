import { useCallback, useMemo } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ExportState, ExportStatus } from '../../contract/exports/status.ts';
import { problemOf, type ClientProblem } from '../problem-of.ts';
import { useCutroom } from './context.ts';
import { applyChange, knownStatus } from './export-cache.ts';
import type { Connection, StartFeed } from './feeds.ts';
import { newerStatus } from './list-pages.ts';
import { connectionFrom, useFeed } from './use-feed.ts';

export interface ExportsFilter {
  /** Left out: all. */
  readonly states?: readonly ExportState[];
  /** Part of the project's name or of the id; upper and lower case are the same. */
  readonly search?: string;
  /** Exports a page; 50 unless told. */
  readonly pageSize?: number;
}

export interface ExportsResult {
  /** Newest first; undefined until first loaded. */
  readonly exports: readonly ExportStatus[] | undefined;
  readonly problem: ClientProblem | undefined;
  readonly isLoading: boolean;
  readonly connection: Connection;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly refetch: () => void;
}

/**
 * The exports of the server, live: new ones appear, changes show, removed ones go. What happened while the
 * connection was away is fetched when it is back.
 */
export function useExports({ states, search = '', pageSize = 50 }: ExportsFilter = {}): ExportsResult {
  const { queryClient, trpc } = useCutroom();
  const connection = useFeed('queue', useQueueFeed());
  const input = {
    limit: pageSize,
    ...(states !== undefined && { states: [...states] }),
    ...(search !== '' && { search }),
  };
  const query = useInfiniteQuery(
    trpc.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor,
      initialCursor: null,
    }),
    queryClient,
  );
  const { data, fetchNextPage, refetch } = query;
  const exports = useMemo(() => {
    // A page may have been overtaken by events on its way here; the export's own entry knows better.
    const listed = data?.pages.flatMap((page) => page.exports);
    return listed
      ?.map((status) => newerStatus(knownStatus({ queryClient, trpc }, status.jobId), status))
      .filter((status) => isMeant(status, search));
  }, [data, queryClient, trpc, search]);
  return {
    exports,
    problem: query.error === null ? undefined : problemOf(query.error),
    isLoading: query.isPending,
    connection,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: useCallback(() => void fetchNextPage(), [fetchNextPage]),
    refetch: useCallback(() => void refetch(), [refetch]),
  };
}

/** As the server searches; a new export is put into every list that is shown. */
function isMeant({ projectName, jobId }: ExportStatus, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return projectName.toLowerCase().includes(wanted) || jobId.toLowerCase().includes(wanted);
}

function useQueueFeed(): StartFeed {
  const { client, queryClient, trpc } = useCutroom();
  return useCallback(
    (report) => {
      const subscription = client.trpc.queue.subscribe(undefined, {
        onConnectionStateChange: (state) => report(connectionFrom(state)),
        // The stream tells of changes from now on; what came before, or while it was away, is asked for.
        onStarted: () => void queryClient.invalidateQueries({ queryKey: trpc.list.pathKey() }),
        onData: ({ data }) => applyChange({ queryClient, trpc }, data),
        onComplete: () => report('idle'),
        onError: () => report('idle'),
      });
      return () => subscription.unsubscribe();
    },
    [client, queryClient, trpc],
  );
}
