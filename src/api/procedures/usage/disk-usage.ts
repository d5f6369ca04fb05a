import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** What everything on the server takes, by folders, and what is free; for administrators. */
export const diskUsage = procedure.query(({ ctx }) => requireAccount(ctx.runtime).administration.disk());
