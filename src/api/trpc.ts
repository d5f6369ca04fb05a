import { initTRPC } from '@trpc/server';
import type { ApiContext } from './context.ts';
import { errorShapeOf } from './errors.ts';
import { createEventFrames } from './lane/event-frames.ts';
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
export const procedure = t.procedure;
export const frameOf = createEventFrames((event) => transformer.output.serialize(event) as unknown);
