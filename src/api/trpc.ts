import { initTRPC } from '@trpc/server';
import { noteProcedure } from './access/audited-calls.ts';
import type { ApiContext } from './context.ts';
import { errorShapeOf } from './errors.ts';
import { createEventFrames } from './lane/event-frames.ts';
import { procedureNeeds, requireNeed } from './access/needs.ts';
import { createTransformer } from './transformer.ts';

/** Proxies drop a silent stream after a minute or less; the client reconnects after three lost pings. */
const ssePingMs = 10_000;

const transformer = createTransformer();

const t = initTRPC.context<ApiContext>().create({
  transformer,
  // Otherwise the stacks of the server go to whoever asks while NODE_ENV is not `production`.
  isDev: false,
  errorFormatter: ({ error, path }) => errorShapeOf(error, path),
  sse: {
    ping: { enabled: true, intervalMs: ssePingMs },
    client: { reconnectAfterInactivityMs: 3 * ssePingMs },
  },
});

export const router = t.router;
/** Whoever asks must be allowed to, and is answered with what any process has answered before. */
export const procedure = t.procedure.use(async ({ ctx, path, next, getRawInput }) => {
  requireNeed(ctx.principal, procedureNeeds[path]);
  await ctx.runtime.exports.catchUp();
  const result = await next();
  if (result.ok && ctx.runtime.account)
    noteProcedure(ctx, path, { input: await getRawInput(), output: result.data });
  return result;
});
/** Of a procedure that looks into sources. */
export const inTurn = t.middleware(({ ctx, signal, next }) => ctx.takeTurn(() => next(), signal));
export const frameOf = createEventFrames((event) => transformer.output.serialize(event) as unknown);
