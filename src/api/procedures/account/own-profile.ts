import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** The caller's own account: address, name, and whether it has a password here. */
export const ownProfile = procedure.query(({ ctx }) => requireAccount(ctx.runtime).own.profile());
