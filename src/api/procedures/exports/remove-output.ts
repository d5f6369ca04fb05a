import { requireExport } from '../../inputs/job-input.ts';
import { outputInput } from '../../inputs/output-input.ts';
import { procedure } from '../../trpc.ts';

/** Removes one file of an export that has ended; the first goes with the export alone. */
export const removeOutput = procedure.input(outputInput).mutation(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return ctx.runtime.exports.removeOutput(input.jobId, input.outputId);
});
