import { useCallback } from 'react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { isFinal } from '../../contract/exports/export-states.ts';
import type { ExportStatus } from '../../contract/exports/status.ts';
import { problemOf, type ClientProblem } from '../problem-of.ts';
import { useCutroom } from './context.ts';
import { applyChange } from './export-cache.ts';
import type { Connection, StartFeed } from './feeds.ts';
import { connectionFrom, useFeed } from './use-feed.ts';
import { useSignedUrl } from './use-signed-url.ts';

export interface ExportStatusResult {
  /** The latest known state; stays when the export is final and while the connection is away. */
  readonly status: ExportStatus | undefined;
  /** The finished file's full address, once there is one. */
  readonly downloadUrl: string | undefined;
  /** Why there is no state: unknown export, server away. */
  readonly problem: ClientProblem | undefined;
  readonly isLoading: boolean;
  readonly connection: Connection;
}

/**
 * One export, live, until it is final; and again after a retry. Without an id (`undefined` or `null`: none
 * has been created yet) it waits. Components that follow the same export share one subscription.
 */
export function useExportStatus(jobId: string | undefined | null): ExportStatusResult {
  const { queryClient, trpc } = useCutroom();
  const { data, error, isLoading } = useQuery(
    trpc.get.queryOptions(jobId ? { jobId } : skipToken, {
      retry: (count, failure) => count < 2 && problemOf(failure).isRetryable,
    }),
    queryClient,
  );
  const problem = data === undefined && error !== null ? problemOf(error) : undefined;
  const isOver = (data !== undefined && isFinal(data.status)) || problem?.isRetryable === false;
  const downloadUrl = useSignedUrl(data?.downloadUrl);
  const start = useStatusFeed(jobId ?? '');
  const connection = useFeed(jobId && !isOver ? `status:${jobId}` : undefined, start);
  return {
    status: data,
    downloadUrl,
    problem,
    isLoading,
    connection,
  };
}

function useStatusFeed(jobId: string): StartFeed {
  const { client, queryClient, trpc } = useCutroom();
  return useCallback(
    (report) => {
      const subscription = client.trpc.status.subscribe(
        { jobId },
        {
          onConnectionStateChange: (state) => report(connectionFrom(state)),
          onData: ({ data }) => applyChange({ queryClient, trpc }, { status: data, isRemoved: false }),
          onComplete: () => report('idle'),
          onError: () => {
            report('idle');
            void queryClient.invalidateQueries({ queryKey: trpc.get.queryKey({ jobId }) });
          },
        },
      );
      return () => subscription.unsubscribe();
    },
    [client, jobId, queryClient, trpc],
  );
}
