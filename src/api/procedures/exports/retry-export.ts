import { jobInput, requireExport } from '../../inputs/job-input.ts';
import { procedure } from '../../trpc.ts';

export const retry = procedure.input(jobInput).mutation(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return ctx.runtime.exports.retry(input.jobId);
});
