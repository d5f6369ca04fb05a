import { requireExport } from '../../inputs/job-input.ts';
import { outputInput } from '../../inputs/output-input.ts';
import { procedure } from '../../trpc.ts';

/** Makes one file of an export that has ended again. */
export const retryOutput = procedure.input(outputInput).mutation(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return ctx.runtime.exports.retryOutput(input.jobId, input.outputId);
});
