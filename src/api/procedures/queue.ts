import { tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import type { QueueChange, WatchOptions } from '../../jobs/ports.ts';
import type { ApiContext } from '../context.ts';
import { resumeInput, watchOptionsFrom } from '../resume-input.ts';
import { withinSocketCap } from '../subscription-cap.ts';
import { procedure } from '../trpc.ts';

/** Every export's changes from now on, or since the last event that a client has seen. */
export const queue = procedure
  .input(z.object(resumeInput).optional())
  .subscription(({ ctx, input, signal }) =>
    withinSocketCap(ctx, changes(ctx, watchOptionsFrom(input?.lastEventId, signal))),
  );

async function* changes(
  ctx: ApiContext,
  options: WatchOptions,
): AsyncGenerator<TrackedEnvelope<QueueChange>, void, void> {
  for await (const change of ctx.runtime.exports.watchAll(options)) {
    yield tracked(String(change.seq), change);
  }
}
