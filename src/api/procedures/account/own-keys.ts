import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** The caller's API keys, without the keys themselves. */
export const ownKeys = procedure.query(({ ctx }) => requireAccount(ctx.runtime).own.keys());
