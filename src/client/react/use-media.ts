import { useCallback } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { SourceListing } from '../../contract/footage/media.ts';
import type { SyncResult } from '../../contract/footage/source-assets.ts';
import { problemOf, type ClientProblem } from '../problem-of.ts';
import { useCutroom } from './context.ts';
import type { Connection, StartFeed } from './feeds.ts';
import type { CutroomMutation } from './use-cutroom-mutation.ts';
import { connectionFrom, useFeed } from './use-feed.ts';

export interface MediaLibraryResult {
  /** Undefined until first loaded. */
  readonly files: readonly SourceListing[] | undefined;
  readonly problem: ClientProblem | undefined;
  readonly isLoading: boolean;
  readonly connection: Connection;
}

/** The source library, live: what is uploaded, copied in by hand or removed shows by itself. */
export function useMediaLibrary(): MediaLibraryResult {
  const { queryClient, trpc } = useCutroom();
  const { data, error, isLoading } = useQuery(trpc.media.list.queryOptions(), queryClient);
  const connection = useFeed('library', useLibraryFeed());
  return {
    files: data,
    problem: error === null ? undefined : problemOf(error),
    isLoading,
    connection,
  };
}

function useLibraryFeed(): StartFeed {
  const { client, queryClient, trpc } = useCutroom();
  return useCallback(
    (report) => {
      const subscription = client.trpc.media.watch.subscribe(undefined, {
        onConnectionStateChange: (state) => report(connectionFrom(state)),
        onData: (files) => queryClient.setQueryData(trpc.media.list.queryKey(), [...files]),
        onComplete: () => report('idle'),
        onError: () => report('idle'),
      });
      return () => subscription.unsubscribe();
    },
    [client, queryClient, trpc],
  );
}

export interface SyncInput {
  /** The `filePath` of the camera or recorder whose time the others are told in; of a recording in several files all of them. */
  readonly reference: string | readonly string[];
  /** At most 16. */
  readonly others: readonly (string | readonly string[])[];
}

/**
 * `mutate({ reference, others })` finds by sound where cameras lie. Of each of `others`, in their order, `data` says
 * `offsetSeconds`: the second of that file that was recorded when the reference was at its zero. Positive: it was
 * started earlier; at the reference's second `t` cut it at `offsetSeconds + t * (1 + driftPpm / 1e6)`.
 */
export function useSync(): CutroomMutation<readonly SyncResult[], SyncInput> {
  const { client, queryClient } = useCutroom();
  const mutation = useMutation<readonly SyncResult[], Error, SyncInput>(
    {
      mutationFn: ({ reference, others }) =>
        client.trpc.media.sync.mutate({ reference: asAsked(reference), others: others.map(asAsked) }),
      networkMode: 'always',
    },
    queryClient,
  );
  return { ...mutation, problem: mutation.error === null ? undefined : problemOf(mutation.error) };
}

function asAsked(recording: string | readonly string[]): string | string[] {
  return typeof recording === 'string' ? recording : [...recording];
}
