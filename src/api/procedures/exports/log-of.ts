import { z } from 'zod';
import { jobInput, requireExport } from '../../inputs/job-input.ts';
import { readLog, type LogEntry } from '../../kept/read-log.ts';
import { procedure } from '../../trpc.ts';

const input = jobInput.extend({ tail: z.number().int().min(1).max(1000).default(200) });

/** The newest entries of the export's log, oldest first: every child with its arguments and its end. */
export const logOf = procedure.input(input).query(async ({ ctx: { runtime }, input }) => {
  requireExport(runtime.exports, input.jobId);
  // What was there already may be somebody else's work; left out before the rest is counted.
  return readLog(runtime.exports, { ...input, ...(runtime.account && { isTold: isOwnWork }) });
});

function isOwnWork({ event, about }: LogEntry): boolean {
  return event !== 'reused' && about !== 'reuse';
}
