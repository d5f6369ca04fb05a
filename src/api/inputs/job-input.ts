import { z } from 'zod';
import { namedIdPattern } from '../../contract/config/config-limits.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { ExportStatus } from '../../contract/exports/status.ts';
import type { Exports } from '../../jobs/ports.ts';

export const jobInput = z.object({ jobId: z.string('must be the id of an export') });

/**
 * The export's status, or `NOT_FOUND`. A text that cannot be an id gets the same answer as an id that is
 * not there, and never comes near a path.
 */
export function requireExport(exports: Exports, jobId: string): ExportStatus {
  const status = namedIdPattern.test(jobId) ? exports.get(jobId) : undefined;
  if (status) return status;
  throw new ProblemError({
    code: 'NOT_FOUND',
    message: `There is no export called ${JSON.stringify(jobId.slice(0, 128))}.`,
    hint: 'It may have been removed, or belong to another server.',
  });
}
