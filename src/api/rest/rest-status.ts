import type { ExportStatus } from '../../contract/status.ts';

/** The status as clients without types read it: `error` is one sentence, its code stands beside it. */
export function restStatusOf({ error, ...status }: ExportStatus) {
  if (!error) return status;
  const { message, code, hint } = error;
  return { ...status, error: message, errorCode: code, ...(hint !== undefined && { errorHint: hint }) };
}
