import { tracked, type TrackedEnvelope } from '@trpc/server';
import type { ExportStatus } from '../../contract/status.ts';
import type { WatchOptions } from '../../jobs/ports.ts';
import type { ApiContext } from '../context.ts';
import { jobInput, requireExport } from '../job-input.ts';
import { resumeInput, watchOptionsFrom } from '../resume-input.ts';
import { withinSocketCap } from '../subscription-cap.ts';
import { procedure } from '../trpc.ts';

/** Snapshots of one export; the event id is the snapshot's `seq`. Ends after the final state. */
export const status = procedure.input(jobInput.extend(resumeInput)).subscription(({ ctx, input, signal }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  const options = watchOptionsFrom(input.lastEventId, signal);
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
