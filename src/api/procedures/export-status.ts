import { tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import type { ExportStatus } from '../../contract/status.ts';
import type { WatchOptions } from '../../jobs/ports.ts';
import type { ApiContext } from '../context.ts';
import { jobInput, requireExport } from '../job-input.ts';
import { withinSocketCap } from '../subscription-cap.ts';
import { procedure } from '../trpc.ts';

const input = jobInput.extend({ lastEventId: z.string().max(64).nullish() });

/** Snapshots of one export; the event id is the snapshot's `seq`. Ends after the final state. */
export const status = procedure.input(input).subscription(({ ctx, input, signal }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  const sinceSeq = seqFrom(input.lastEventId);
  const options = { signal: signal ?? neverAborts(), ...(sinceSeq !== undefined && { sinceSeq }) };
  return withinSocketCap(ctx, snapshots(ctx, input.jobId, options));
});

async function* snapshots(
  ctx: ApiContext,
  jobId: string,
  options: WatchOptions,
): AsyncGenerator<TrackedEnvelope<ExportStatus>, void, void> {
  for await (const snapshot of ctx.runtime.exports.watch(jobId, options)) {
    yield tracked(String(snapshot.seq), snapshot);
  }
}

/** Anything that is not a sequence number counts as none: the client gets the latest snapshot. */
function seqFrom(lastEventId: string | null | undefined): number | undefined {
  return lastEventId && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
}

function neverAborts(): AbortSignal {
  return new AbortController().signal;
}
