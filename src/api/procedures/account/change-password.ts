import { z } from 'zod';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Another password for the caller's account; all other browsers are signed out. */
export const changePassword = procedure
  .input(z.object({ current: z.string().max(1000), next: z.string().max(1000) }))
  .mutation(({ ctx: { runtime, arrival }, input }) => {
    const [, keepSession] = /^session:(.+)$/s.exec(arrival.sessionId ?? '') ?? [];
    const { address } = arrival;
    return requireAccount(runtime).own.changePassword({ ...input, keepSession, address });
  });
