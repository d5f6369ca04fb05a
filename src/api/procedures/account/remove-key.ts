import { z } from 'zod';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Removes an API key of the caller's; what it has open ends within seconds. */
export const removeKey = procedure
  .input(z.object({ id: z.string().max(128) }))
  .mutation(({ ctx, input }) => requireAccount(ctx.runtime).own.removeKey(input.id));
