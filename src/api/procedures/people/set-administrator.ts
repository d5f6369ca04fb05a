import { z } from 'zod';
import { personInput } from '../../inputs/person-input.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Makes somebody an administrator, or no longer; the last one stays one. For administrators. */
export const setAdministrator = procedure
  .input(personInput.extend({ isAdministrator: z.boolean() }))
  .mutation(({ ctx, input: { userId, isAdministrator } }) =>
    requireAccount(ctx.runtime).administration.people.setAdministrator(userId, isAdministrator),
  );
