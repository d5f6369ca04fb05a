import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { configBody, plainBody, projectBody, type BodyBounds } from '../../api/bodies/body-bounds.ts';
import type { BodyBudget } from '../../api/bodies/body-budget.ts';
import { exceeds } from '../../api/bodies/json-meter.ts';
import { withBody } from '../../api/bodies/read-body.ts';
import type { TakeTurn } from '../../api/access/caller-lines.ts';
import { CheckedConfig } from '../../api/checked-config.ts';
import type { Runtime } from '../../api/runtime.ts';
import type { Sender } from '../door/sender/sender.ts';
import { errorShapeOf } from '../../api/errors.ts';
import { sendJson } from '../../api/rest/respond.ts';
import { appRouter } from '../../api/router.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { Limits } from './limits.ts';
import type { ReportApiError } from './trpc-errors.ts';

export interface TrpcRequestOptions {
  readonly senderOf: (req: IncomingMessage) => Sender;
  readonly checkConfig: Runtime['checkConfig'];
  readonly turnsOf: (req: IncomingMessage) => TakeTurn;
  readonly limits: Pick<Limits, 'bodyBytes' | 'batchSize'>;
  readonly budget: BodyBudget;
  readonly onError: ReportApiError;
}

/**
 * tRPC over HTTP: queries and mutations in batches, subscriptions as server-sent events. Bodies are read here, within
 * their bounds, before tRPC sees them; a large config is checked in a thread, and stands for the input of its call.
 */
export function createTrpcRequests(options: TrpcRequestOptions) {
  const { senderOf, checkConfig, turnsOf, limits, budget, onError } = options;
  const configs = new WeakMap<IncomingMessage, CheckedConfig>();
  const handle = createHTTPHandler({
    router: appRouter,
    basePath: '/api/trpc/',
    createContext: ({ req }) => ({
      ...senderOf(req),
      socket: undefined,
      takeTurn: turnsOf(req),
      config: configs.get(req),
    }),
    maxBatchSize: limits.batchSize,
    // The dry run of a config is a query that does not fit into a URL.
    allowMethodOverride: true,
    onError,
  });
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const excess = exceeds(url.searchParams.get('input') ?? '', plainBody);
    if (excess !== undefined) return refuse(res, new ProblemError(tooDeep(excess)));
    if (req.method !== 'POST') return handle(req, res);
    const call = url.pathname.slice('/api/trpc/'.length);
    const bounds = boundsOf(call, limits.bodyBytes);
    try {
      await withBody(req, bounds, {
        budget,
        use: async (body) => {
          if (body.length <= plainBody.bytes || !configCalls.has(call))
            return give(req, body.toString('utf8'));
          const form = url.searchParams.has('batch') ? 'batch' : 'call';
          configs.set(req, new CheckedConfig(await checkConfig(body, form)));
          // What is left of the body for tRPC to read: one call.
          give(req, form === 'batch' ? '{"0":{"json":null}}' : '{"json":null}');
        },
      });
    } catch (error) {
      return refuse(res, error);
    }
    handle(req, res);
  };
}

/** Calls whose input is a config. */
const configCalls: ReadonlySet<string> = new Set(['createExport', 'plan', 'prepare']);

/** Calls whose input may be a whole edit. */
const largeCalls: ReadonlySet<string> = new Set(['projects.save', 'interchange.import']);

/** `most` is what any body may have at most, in bytes. */
function boundsOf(call: string, most: number): BodyBounds {
  const bounds = configCalls.has(call) ? configBody : largeCalls.has(call) ? projectBody : plainBody;
  return { ...bounds, bytes: Math.min(bounds.bytes, most) };
}

/** tRPC takes a body that somebody else has read from there. */
function give(req: IncomingMessage, body: string): void {
  Object.assign(req, { body });
}

function tooDeep(excess: string) {
  return { code: 'TOO_LARGE', message: `The input ${excess}.` } as const;
}

function refuse(res: ServerResponse, error: unknown): void {
  if (res.headersSent || res.destroyed) return void res.destroy();
  const shape = errorShapeOf(error, undefined);
  if (!res.req.complete) res.setHeader('Connection', 'close');
  sendJson(res, shape.data.httpStatus, { error: { json: shape } });
}
