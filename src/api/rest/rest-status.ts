import { wholeText } from '../../contract/problems.ts';
import type { ExportStatus } from '../../contract/exports/status.ts';

/**
 * The status as clients without types read it: `error` is all that a person needs to know, and its parts stand beside it.
 * Clients that show nothing but `message` learn of warnings there.
 */
export function restStatusOf({ error, ...status }: ExportStatus) {
  if (!error) return status;
  const { code, hint } = error;
  return {
    ...status,
    error: wholeText(error),
    errorCode: code,
    ...(hint !== undefined && { errorHint: hint }),
  };
}
