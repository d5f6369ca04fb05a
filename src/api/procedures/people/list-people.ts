import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Everybody who has an account; for administrators. */
export const listPeople = procedure.query(({ ctx }) =>
  requireAccount(ctx.runtime).administration.people.list(),
);
