import { jobInput, requireExport } from '../../inputs/job-input.ts';
import { procedure } from '../../trpc.ts';

/** Answers when the children are dead and the partial files gone. */
export const cancel = procedure.input(jobInput).mutation(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return ctx.runtime.exports.cancel(input.jobId);
});
