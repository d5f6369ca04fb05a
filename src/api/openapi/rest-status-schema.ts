import { z } from 'zod';
import { exportStatusSchema } from '../../contract/exports/status.ts';

/** `exportStatusSchema` as `rest-status.ts` sends it. */
export const restStatus = exportStatusSchema.omit({ error: true }).extend({
  error: z.string().optional().describe('All that a person needs to know, what to do included.'),
  errorCode: z.string().optional(),
  errorHint: z.string().optional(),
});
