import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { ApiContext } from '../api/context.ts';
import { appRouter } from '../api/router.ts';
import type { Limits } from './limits.ts';
import type { ReportApiError } from './trpc-errors.ts';

/** tRPC over HTTP: queries and mutations in batches, subscriptions as server-sent events. */
export function createTrpcRequests(options: {
  readonly context: Omit<ApiContext, 'socket'>;
  readonly limits: Pick<Limits, 'bodyBytes' | 'batchSize'>;
  readonly onError: ReportApiError;
}): (req: IncomingMessage, res: ServerResponse) => void {
  return createHTTPHandler({
    router: appRouter,
    basePath: '/api/trpc/',
    createContext: () => ({ ...options.context, socket: undefined }),
    maxBodySize: options.limits.bodyBytes,
    maxBatchSize: options.limits.batchSize,
    // The dry run of a config is a query that does not fit into a URL.
    allowMethodOverride: true,
    onError: options.onError,
  });
}
