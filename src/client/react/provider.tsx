import { useState, type ReactNode } from 'react';
import { QueryClient } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '../../api/router.ts';
import { createCutroomClient, type CutroomClient } from '../create-client.ts';
import { CutroomContext, type Cutroom } from './context.ts';
import { SharedFeeds } from './feeds.ts';

export interface CutroomProviderProps {
  /** The server: `https://cutroom.example`. Left out: the page's own origin. Read once. */
  readonly url?: string;
  /** A client made elsewhere, in place of `url`; whoever made it closes it. */
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

function connect({ url, client: given, queryClient = newQueryClient() }: CutroomProviderProps): Cutroom {
  const client = given ?? createCutroomClient({ url: url ?? '' });
  const trpc = createTRPCOptionsProxy<AppRouter>({ client: client.trpc, queryClient });
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
