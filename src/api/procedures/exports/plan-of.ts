import { jobInput, requireExport } from '../../inputs/job-input.ts';
import { readPlan } from '../../kept/read-plan.ts';
import { procedure } from '../../trpc.ts';

/** The plan that the export was rendered by; null while it has none. */
export const planOf = procedure.input(jobInput).query(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return readPlan(ctx.runtime.exports, input.jobId);
});
