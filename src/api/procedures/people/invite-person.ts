import { z } from 'zod';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Makes an account; the link in the answer lets its person choose a password. For administrators. */
export const invitePerson = procedure
  .input(
    z.object({
      email: z.string().max(254),
      name: z.string().trim().max(100).default(''),
      isAdministrator: z.boolean().default(false),
    }),
  )
  .mutation(({ ctx, input: { email, name, isAdministrator } }) =>
    requireAccount(ctx.runtime).administration.people.add({
      ...{ email, name },
      role: isAdministrator ? 'administrator' : 'user',
    }),
  );
