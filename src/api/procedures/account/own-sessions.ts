import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Browsers that are signed in to the caller's account; `isCurrent` is the one that asks. */
export const ownSessions = procedure.query(async ({ ctx }) => {
  const sessions = await requireAccount(ctx.runtime).own.sessions();
  return sessions.map((session) => ({
    ...session,
    isCurrent: ctx.arrival.sessionId === `session:${session.id}`,
  }));
});
