import type { IncomingMessage, ServerResponse } from 'node:http';
import findMyWay from 'find-my-way';
import { ProblemError, type Problem } from '../../contract/problems.ts';
import { isUnexpected, problemFromThrown } from '../errors.ts';
import { noteRoute } from '../access/audited-calls.ts';
import { requireNeed, routeNeeds } from '../access/needs.ts';
import { sendProblem } from './respond.ts';
import type { RestPorts, RestRequest, Route } from './route.ts';
import { routes } from './routes.ts';

const methods = ['GET', 'POST', 'DELETE'] as const;

export interface RestHandlerOptions extends RestPorts {
  /** Who sends a request, and what is behind the door for them. */
  readonly senderOf: (
    req: IncomingMessage,
  ) => Pick<RestRequest, 'principal' | 'arrival' | 'runtime' | 'tickets'>;
  /** Told of what no caller could have caused, with all its details. */
  readonly onUnexpected: (error: unknown, url: string) => void;
}

/** Answers everything under `/api` that is not tRPC's or tus's: every request gets an answer, and JSON. */
export function createRestHandler(options: RestHandlerOptions) {
  const { onUnexpected, senderOf, ...ports } = options;
  const find = createFinder();
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    try {
      const found = find(req.method ?? 'GET', url.pathname);
      if (found.kind === 'route') {
        const { route, jobId, id, rest } = found;
        const { principal, arrival, runtime, tickets } = senderOf(req);
        const name = `${route.method} ${route.path}`;
        requireNeed(principal, routeNeeds[name]);
        if (route.path.startsWith('/api/export')) await runtime.exports.catchUp();
        const named = { jobId, id, rest, query: url.searchParams };
        const caller = { principal, arrival, runtime };
        await route.handle({ req, res, tickets, ...caller, ...named, ...ports });
        noteRoute(caller, name, { req, res, ...named });
        return;
      }
      if (found.allowed) res.setHeader('Allow', found.allowed);
      if (req.method === 'OPTIONS' && found.allowed) res.writeHead(204).end();
      else sendProblem(res, found.problem);
    } catch (error) {
      answerThrown(res, error, (cause) => onUnexpected(cause, url.pathname));
    }
  };
}

function answerThrown(res: ServerResponse, error: unknown, report: (error: unknown) => void): void {
  const problem = problemFromThrown(error);
  if (isUnexpected(problem) && !(error instanceof ProblemError)) report(error);
  // Half an answer cannot be taken back; a cut connection is the one honest sign left.
  if (res.headersSent) res.destroy();
  else sendProblem(res, problem);
}

type Found =
  | {
      readonly kind: 'route';
      readonly route: Route;
      readonly jobId: string;
      readonly id: string;
      readonly rest: string;
    }
  | { readonly kind: 'none'; readonly problem: Problem; readonly allowed?: string };

function createFinder(): (method: string, path: string) => Found {
  const table = findMyWay({ maxParamLength: 512, onBadUrl: () => undefined });
  for (const route of routes) table.on(route.method, route.path, () => undefined, route);
  const lookUp = (method: (typeof methods)[number], path: string) => table.find(method, path) ?? undefined;

  return (method, path) => {
    const wanted = methods.find((known) => known === (method === 'HEAD' ? 'GET' : method));
    const match = wanted && lookUp(wanted, path);
    const route = match?.store as Route | undefined;
    if (match && route) {
      const { jobId = '', id = '', '*': rest = '' } = match.params;
      return { kind: 'route', route, jobId, id, rest };
    }
    const allowed = methods.filter((known) => Boolean(lookUp(known, path)?.store));
    return allowed.length > 0 ? wrongMethod(method, allowed) : noSuchRoute(path);
  };
}

function wrongMethod(method: string, allowed: readonly string[]): Found {
  const all = allowed.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  const list = [...all, 'OPTIONS'].join(', ');
  return {
    kind: 'none',
    allowed: list,
    problem: { code: 'METHOD_NOT_ALLOWED', message: `${method} is not possible here; use ${list}.` },
  };
}

function noSuchRoute(path: string): Found {
  return {
    kind: 'none',
    problem: { code: 'NOT_FOUND', message: `There is nothing at ${path.slice(0, 200)}.` },
  };
}
