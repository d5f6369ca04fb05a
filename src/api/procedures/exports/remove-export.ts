import { jobInput, requireExport } from '../../inputs/job-input.ts';
import { procedure } from '../../trpc.ts';

/** Cancels if need be, then removes the export with its files. */
export const remove = procedure.input(jobInput).mutation(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return ctx.runtime.exports.remove(input.jobId);
});
