import { userLimitsSchema } from '../../../contract/user-limits.ts';
import { personInput } from '../../inputs/person-input.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Limits of one user, or null for those of all; for administrators. */
export const setLimits = procedure
  .input(personInput.extend({ limits: userLimitsSchema.nullable() }))
  .mutation(({ ctx, input }) =>
    requireAccount(ctx.runtime).administration.setLimits(input.userId, input.limits),
  );
