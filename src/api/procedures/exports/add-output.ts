import { requireExport } from '../../inputs/job-input.ts';
import { newOutputInput } from '../../inputs/output-input.ts';
import { procedure } from '../../trpc.ts';

/** One more file of an export that has ended; what is rendered already is used again. */
export const addOutput = procedure.input(newOutputInput).mutation(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return ctx.runtime.addOutput(input.jobId, input.output);
});
