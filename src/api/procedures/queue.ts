import { tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import type { QueueChange, WatchOptions } from '../../jobs/ports.ts';
import type { ApiContext } from '../context.ts';
import { withinSocketCap } from '../subscription-cap.ts';
import { procedure } from '../trpc.ts';

const input = z.object({ lastEventId: z.string().max(128).nullish() }).optional();

/** Every export's changes. Event ids are `{run}:{seq}`: sequence numbers start anew with each run of the server. */
export const queue = procedure.input(input).subscription(({ ctx, input, signal }) => {
  const sinceSeq = seqFrom(input?.lastEventId, ctx.runId);
  const options = {
    signal: signal ?? new AbortController().signal,
    ...(sinceSeq !== undefined && { sinceSeq }),
  };
  return withinSocketCap(ctx, changes(ctx, options));
});

async function* changes(
  ctx: ApiContext,
  options: WatchOptions,
): AsyncGenerator<TrackedEnvelope<QueueChange>, void, void> {
  for await (const change of ctx.runtime.exports.watchAll(options)) {
    yield tracked(`${ctx.runId}:${change.seq}`, change);
  }
}

/** An id of an earlier run means everything that changed in this one; no id means from now on. */
function seqFrom(lastEventId: string | null | undefined, runId: string): number | undefined {
  if (!lastEventId) return undefined;
  const [run, seq] = lastEventId.split(':');
  return run === runId && seq !== undefined && /^\d{1,15}$/.test(seq) ? Number(seq) : 0;
}
