import type { TRPCError } from '@trpc/server';
import { isUnexpected, problemFromThrown } from '../../api/errors.ts';
import type { Log } from '../log.ts';

export type ReportApiError = (failure: {
  readonly error: TRPCError;
  readonly path: string | undefined;
  readonly input: unknown;
}) => void;

/** Logs what no caller could have caused with its stack, and everything else in a line at debug level. */
export function createErrorReport(log: Log): ReportApiError {
  return ({ error, path, input }) => {
    const problem = problemFromThrown(error);
    const jobId = jobIdOf(input);
    const line = { procedure: path, code: problem.code, ...(jobId !== undefined && { jobId }) };
    if (isUnexpected(problem) && !isGone(error))
      log.error({ ...line, err: error.cause ?? error }, 'procedure failed');
    else log.debug(line, problem.message);
  };
}

/** A caller that went away before the answer: what worked for it was told to stop, and threw that. */
function isGone({ cause }: TRPCError): boolean {
  return cause instanceof Error && cause.name === 'AbortError';
}

function jobIdOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'jobId' in input ? input.jobId : undefined;
}
