import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** What every user has of what they may have; for administrators. */
export const usageOfAll = procedure.query(({ ctx }) =>
  requireAccount(ctx.runtime).administration.usageOfAll(),
);
