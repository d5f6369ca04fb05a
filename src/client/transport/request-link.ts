import { httpBatchLink, httpLink, splitLink, type Operation, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '../../api/router.ts';
import { answerOf, isRefusal, lookAtOrigin, problemIn, type Server } from './refusals.ts';
import { wireJson } from './wire-json.ts';

/** Servers and proxies refuse addresses of some thousand characters; a query with more to say is posted. */
const longestInput = 1500;

/** Queries and mutations over plain HTTP: they fail at once while the server is away, and never hang. */
export function requestLink(server: Server): TRPCLink<AppRouter> {
  const options = {
    url: server.endpoints.http,
    transformer: wireJson,
    headers: server.credentials.headers,
    fetch: tellingFetch(server),
  };
  return splitLink<AppRouter>({
    condition: isLongQuery,
    true: httpLink({ ...options, methodOverride: 'POST' }),
    false: httpBatchLink({ ...options, maxURLLength: 8000, maxItems: 10 }),
  });
}

function isLongQuery(operation: Operation): boolean {
  return operation.type === 'query' && JSON.stringify(operation.input ?? null).length > longestInput;
}

/** As `fetch`, with refusals as tRPC tells errors: the door in front of tRPC, and proxies, have words of their own. */
function tellingFetch(server: Server) {
  return async (input: string | URL | Request, init?: object): Promise<Response> => {
    const answer = await server.credentials
      .fetch(input as string | URL, init)
      .catch(async (error: unknown) => {
        const view = isAborted(init) ? undefined : await lookAtOrigin(server);
        if (view?.kind === 'refused') return answerOf(view.problem, 403);
        throw error;
      });
    if (!isRefusal(answer)) return answer;
    const isTold = isTrpcError(
      await answer
        .clone()
        .json()
        .catch(() => undefined),
    );
    return isTold ? answer : answerOf(await problemIn(answer, server.credentials), answer.status);
  };
}

function isAborted(init: { readonly signal?: AbortSignal | null } | undefined): boolean {
  return init?.signal?.aborted === true;
}

function isTrpcError(body: unknown): boolean {
  const [first] = Array.isArray(body) ? (body as unknown[]) : [body];
  return typeof first === 'object' && first !== null && 'error' in first && typeof first.error === 'object';
}
