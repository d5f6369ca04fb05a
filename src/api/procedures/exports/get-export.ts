import { jobInput, requireExport } from '../../inputs/job-input.ts';
import { procedure } from '../../trpc.ts';

export const get = procedure
  .input(jobInput)
  .query(({ ctx, input }) => requireExport(ctx.runtime.exports, input.jobId));
