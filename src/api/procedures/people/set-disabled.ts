import { z } from 'zod';
import { personInput } from '../../inputs/person-input.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Lets somebody in no more, whose sessions and keys end within seconds, or lets them in again. For administrators. */
export const setDisabled = procedure
  .input(personInput.extend({ isDisabled: z.boolean() }))
  .mutation(({ ctx, input: { userId, isDisabled } }) => {
    const { people } = requireAccount(ctx.runtime).administration;
    return isDisabled ? people.disable(userId) : people.enable(userId);
  });
