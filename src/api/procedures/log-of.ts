import { z } from 'zod';
import { jobInput, requireExport } from '../job-input.ts';
import { readLog } from '../read-log.ts';
import { procedure } from '../trpc.ts';

const input = jobInput.extend({ tail: z.number().int().min(1).max(1000).default(200) });

/** The newest entries of the export's log, oldest first: every child with its arguments and its end. */
export const logOf = procedure.input(input).query(({ ctx, input }) => {
  requireExport(ctx.runtime.exports, input.jobId);
  return readLog(ctx.runtime.exports, input);
});
