import { jobInput, requireExport } from '../job-input.ts';
import { resumeInput, trackedBySeq, watchOptionsFrom } from '../resume-input.ts';
import { withinSocketCap } from '../subscription-cap.ts';
import { procedure } from '../trpc.ts';

/** Snapshots of one export; the event id is the snapshot's `seq`. Ends after the final state. */
export const status = procedure.input(jobInput.extend(resumeInput)).subscription(({ ctx, input, signal }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  const options = watchOptionsFrom(input.lastEventId, signal);
  return withinSocketCap(ctx, ctx.runtime.exports.watch(input.jobId, options), trackedBySeq);
});
