import { useState, type ReactNode } from 'react';
import { QueryClient } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '../../api/router.ts';
import { createCutroomClient, type CutroomClient, type CutroomClientOptions } from '../create-client.ts';
import { CutroomContext, type Cutroom } from './context.ts';
import { SharedFeeds } from './feeds.ts';

/** The options of a client are read once. Without `url` it is the page's own origin. */
export interface CutroomProviderProps extends Partial<CutroomClientOptions> {
  /** A client made elsewhere, in place of those options; whoever made it closes it. */
  readonly client?: CutroomClient;
  /** A cache to share. Left out, Cutroom keeps its own and stays out of the app's. */
  readonly queryClient?: QueryClient;
  readonly children: ReactNode;
}

/**
 * Connects everything below it to one Cutroom server. Opens nothing by itself, on the server side least of
 * all; the connection hangs up when nothing below has listened for a while.
 */
export function CutroomProvider(props: CutroomProviderProps) {
  const [cutroom] = useState(() => connect(props));
  return <CutroomContext.Provider value={cutroom}>{props.children}</CutroomContext.Provider>;
}

function connect({
  client: given,
  queryClient = newQueryClient(),
  ...options
}: CutroomProviderProps): Cutroom {
  const client = given ?? createCutroomClient({ url: '', ...options });
  const trpc = createTRPCOptionsProxy<AppRouter, { keyPrefix: true }>({
    client: client.trpc,
    queryClient,
    keyPrefix: 'cutroom',
  });
  return { client, queryClient, trpc, feeds: new SharedFeeds() };
}

/** Subscriptions keep the cache fresh, so nothing is asked again merely because a window got the focus. */
function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The server may be on this very machine, where being offline says nothing.
      queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1, networkMode: 'always' },
    },
  });
}
