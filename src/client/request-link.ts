import {
  httpBatchLink,
  httpLink,
  splitLink,
  type HTTPBatchLinkOptions,
  type Operation,
  type TRPCLink,
} from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '../api/router.ts';
import type { Endpoints } from './endpoints.ts';

/** Servers and proxies refuse addresses of some thousand characters; a query with more to say is posted. */
const longestInput = 1500;

/** Queries and mutations over plain HTTP: they fail at once while the server is away, and never hang. */
export function requestLink(endpoints: Endpoints): TRPCLink<AppRouter> {
  const options = { url: endpoints.http, transformer: superjson, fetch: fetchWithCookies };
  return splitLink<AppRouter>({
    condition: isLongQuery,
    true: httpLink({ ...options, methodOverride: 'POST' }),
    false: httpBatchLink({ ...options, maxURLLength: 8000, maxItems: 10 }),
  });
}

function isLongQuery(operation: Operation): boolean {
  return operation.type === 'query' && JSON.stringify(operation.input ?? null).length > longestInput;
}

/** A server that asks for a sign-in knows its people by a cookie, also on another port. */
const fetchWithCookies: NonNullable<HTTPBatchLinkOptions<AppRouter['_def']['_config']['$types']>['fetch']> = (
  input,
  init,
) => fetch(input, { ...(init as RequestInit), credentials: 'include' });
