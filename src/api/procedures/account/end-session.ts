import { z } from 'zod';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Signs one browser out of the caller's account, with everything that it has open. */
export const endSession = procedure
  .input(z.object({ id: z.string().max(128) }))
  .mutation(({ ctx, input }) => requireAccount(ctx.runtime).own.endSession(input.id));
