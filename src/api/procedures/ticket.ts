import { z } from 'zod';
import { procedure } from '../trpc.ts';

/**
 * What opens a file, or a stream of events, to a browser that sends no token with it. Without a ticket in the answer
 * the path is open, or closed to tickets.
 */
export const ticket = procedure
  .input(z.object({ path: z.string('must be a path of this server').max(4096) }))
  .query(({ ctx, input }): { ticket?: string; expiresAt?: string } => ctx.tickets?.issue(input.path) ?? {});
