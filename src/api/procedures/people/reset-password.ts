import { personInput } from '../../inputs/person-input.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** A link by which a person chooses another password; for administrators. */
export const resetPassword = procedure
  .input(personInput)
  .mutation(({ ctx, input }) =>
    requireAccount(ctx.runtime).administration.people.resetPassword(input.userId),
  );
