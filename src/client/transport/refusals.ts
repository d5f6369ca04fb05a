import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '../../api/router.ts';
import type { ProblemCode } from '../../contract/problems.ts';
import type { Credentials } from '../credentials.ts';
import type { Endpoints } from '../endpoints.ts';
import type { ClientProblem } from '../problem-of.ts';

/** What a look at the server found, where a connection to it could not be had. */
export type ServerView =
  | { readonly kind: 'away' }
  | { readonly kind: 'alive' }
  /** It is there, and lets this page or program in no more than the connection. */
  | { readonly kind: 'refused'; readonly problem: ClientProblem };

export interface Server {
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
}

/** Most that a healthy server may take to say that it is, in milliseconds. */
const healthLimitMs = 4000;

/**
 * Why a connection fails: browsers do not say whether a server is away, does not know the page's origin or asks
 * for a token. Never rejects.
 */
export async function lookAtServer(server: Server): Promise<ServerView> {
  const origin = await lookAtOrigin(server);
  if (origin.kind !== 'alive') return origin;
  const { endpoints, credentials } = server;
  try {
    const headers = await credentials.headers();
    const signal = AbortSignal.timeout(healthLimitMs);
    const answer = await credentials.fetch(`${endpoints.http}/counts`, {
      ...{ cache: 'no-store', headers, signal },
    });
    return isRefusal(answer)
      ? { kind: 'refused', problem: await problemIn(answer, credentials) }
      : { kind: 'alive' };
  } catch {
    return { kind: 'away' };
  }
}

/** Health answers pages of every origin, without cookies, so it can say that this one is not allowed. */
export async function lookAtOrigin({ endpoints, credentials }: Server): Promise<ServerView> {
  try {
    const answer = await credentials.fetch(endpoints.health, {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(healthLimitMs),
    });
    if (!answer.ok) return { kind: 'away' };
    const told: unknown = await answer.json().catch(() => undefined);
    const refusal = isObject(told) ? told['refusal'] : undefined;
    return isObject(refusal)
      ? { kind: 'refused', problem: problemFromBody(refusal, 403) }
      : { kind: 'alive' };
  } catch {
    return { kind: 'away' };
  }
}

/** Whether the server, or a proxy in front of it, does not let this caller in. */
export function isRefusal({ status }: Response): boolean {
  return status === 401 || status === 403;
}

/** What a refusal says. Reads its body. */
export async function problemIn(answer: Response, { hasToken }: Credentials): Promise<ClientProblem> {
  const told: unknown = await answer.json().catch(() => undefined);
  const problem = problemFromBody(isObject(told) ? told : {}, answer.status);
  if (answer.status !== 401) return problem;
  const hint = hasToken
    ? 'The token that was sent is not the right one, or no longer.'
    : 'Give the client its token, or sign in at the server.';
  return { ...problem, hint };
}

/** Of a REST answer; proxies have words of their own, which are for nobody. */
function problemFromBody(
  { error, message, code, hint }: Record<string, unknown>,
  status: number,
): ClientProblem {
  const isOurs = typeof error === 'string' && typeof code === 'string';
  const words = typeof message === 'string' ? message : String(error);
  return {
    code: isOurs ? (code as ProblemCode) : status === 401 ? 'UNAUTHORIZED' : 'FORBIDDEN_ORIGIN',
    message: isOurs ? words : `Something in front of the Cutroom server refused this request (${status}).`,
    hint: typeof hint === 'string' ? hint : 'Ask whoever runs the server.',
    issues: [],
    isRetryable: false,
  };
}

/** A problem that was found here, as if the server had told it. */
export function refusedCallOf(problem: ClientProblem): TRPCClientError<AppRouter> {
  return TRPCClientError.from<AppRouter>({ error: shapeOf(problem) } as never);
}

/** The same as an answer to a call. */
export function answerOf(problem: ClientProblem, status: number): Response {
  return new Response(JSON.stringify({ error: { json: shapeOf(problem) } }), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}

function shapeOf(problem: ClientProblem) {
  const { message, issues } = problem;
  return { message, code: -32001, data: { problem, issues } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
