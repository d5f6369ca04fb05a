import { createContext, useContext } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '../../api/router.ts';
import type { CutroomClient } from '../create-client.ts';
import type { SharedFeeds } from './feeds.ts';

/** What the hooks stand on. */
export interface Cutroom {
  readonly client: CutroomClient;
  /** Cutroom's own cache unless the provider was given one; pass it to `useQuery(options, queryClient)`. */
  readonly queryClient: QueryClient;
  /**
   * Typed options for TanStack Query: `useQuery(trpc.system.capabilities.queryOptions(), queryClient)`. Every key begins
   * with `['cutroom']`, so that they are none of the editor's.
   */
  readonly trpc: TRPCOptionsProxy<AppRouter, { keyPrefix: true }>;
  readonly feeds: SharedFeeds;
}

export const CutroomContext = createContext<Cutroom | undefined>(undefined);

/** The connection of the nearest `CutroomProvider`, for procedures that have no hook of their own. */
export function useCutroom(): Cutroom {
  const cutroom = useContext(CutroomContext);
  if (cutroom === undefined) throw new Error('Put a <CutroomProvider> around what uses Cutroom’s hooks.');
  return cutroom;
}
