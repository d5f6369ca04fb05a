import { useCallback, useMemo } from 'react';
import { skipToken, useQuery } from '@tanstack/react-query';
import type { SourceAssets } from '../../contract/footage/source-assets.ts';
import { useCutroom } from './context.ts';
import type { Connection, StartFeed } from './feeds.ts';
import { connectionFrom, useFeed } from './use-feed.ts';
import { withUrls } from './asset-urls.ts';

export interface SourceAssetsResult {
  /** One for each file, in their order, with full addresses; undefined until the server has answered. */
  readonly assets: readonly SourceAssets[] | undefined;
  readonly connection: Connection;
}

/** A ticket for the library lasts twelve hours: a player must not be sent to another address while it plays. */
const renewMs = 10 * 3_600_000;

/**
 * What a browser edits with (a small proxy, thumbnails, the peaks of the sound), live while it is being made: asking
 * starts the work, unless `onlyLook` is set. At most 64 files.
 */
export function useSourceAssets(
  filePaths: readonly string[],
  { onlyLook = false }: { readonly onlyLook?: boolean } = {},
): SourceAssetsResult {
  const { client, queryClient, trpc } = useCutroom();
  const key = filePaths.join('\n');
  const queryKey = useMemo(() => [['cutroom'], ['media', 'assets'], key, onlyLook], [key, onlyLook]);
  const { data } = useQuery<readonly SourceAssets[]>({ queryKey, queryFn: skipToken }, queryClient);
  const { data: told } = useQuery(
    trpc.ticket.queryOptions(client.hasToken ? { path: '/api/media/' } : skipToken, {
      staleTime: renewMs,
      refetchInterval: renewMs,
    }),
    queryClient,
  );
  const start = useAssetFeed(key, { queryKey, onlyLook });
  const connection = useFeed(key === '' ? undefined : `${onlyLook ? 'look' : 'assets'}:${key}`, start);
  const ticket = told?.ticket;
  const isWaiting = client.hasToken && told === undefined;
  const assets = useMemo(() => {
    const full = (path: string) =>
      client.absoluteUrl(ticket === undefined ? path : `${path}?ticket=${ticket}`);
    return isWaiting ? undefined : data?.map((asset) => withUrls(asset, full));
  }, [client, data, isWaiting, ticket]);
  return { assets, connection };
}

interface AssetFeed {
  readonly queryKey: readonly unknown[];
  readonly onlyLook: boolean;
}

function useAssetFeed(key: string, { queryKey, onlyLook }: AssetFeed): StartFeed {
  const { client, queryClient } = useCutroom();
  return useCallback(
    (report) => {
      const input = { filePaths: key.split('\n'), ...(onlyLook && { onlyLook }) };
      const subscription = client.trpc.media.assets.subscribe(input, {
        onConnectionStateChange: (state) => report(connectionFrom(state)),
        onData: ({ data }) => queryClient.setQueryData(queryKey, [...data]),
        onComplete: () => report('idle'),
        onError: () => report('idle'),
      });
      return () => subscription.unsubscribe();
    },
    [client, key, onlyLook, queryClient, queryKey],
  );
}
