import { keyWishSchema } from '../../../contract/account.ts';
import { ProblemError } from '../../../contract/problems.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** More than that nobody tells apart. */
const mostKeys = 100;

/** Makes an API key of the caller's; the answer holds it, and nothing tells it again. */
export const createKey = procedure.input(keyWishSchema).mutation(async ({ ctx, input }) => {
  const { own } = requireAccount(ctx.runtime);
  if (input.scopes.includes('admin') && !ctx.principal.isAdministrator) throw new ProblemError(noPower);
  if ((await own.keys()).length >= mostKeys) throw new ProblemError(tooMany);
  return own.createKey({ ...input, days: input.days ?? undefined });
});

const noPower = {
  code: 'FORBIDDEN',
  message: 'Only an administrator can make a key with the scope "admin".',
} as const;

const tooMany = {
  code: 'INVALID_REQUEST',
  message: `You have ${mostKeys} keys already.`,
  hint: 'Remove one that is no longer used.',
} as const;
