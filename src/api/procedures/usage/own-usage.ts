import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** What the caller has of what they may have. */
export const ownUsage = procedure.query(({ ctx }) => requireAccount(ctx.runtime).usage());
