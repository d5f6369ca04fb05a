import { procedure } from '../../trpc.ts';

/**
 * A token that opens one WebSocket as the caller within three minutes: as the first message, where a browser sends no
 * cookie. Null for who is signed in elsewhere, and has a token from there; and where there are no accounts.
 */
export const socketToken = procedure.mutation(async ({ ctx: { runtime, arrival } }) => {
  const token = await runtime.account?.own.socketToken(arrival.sessionId ?? '');
  return { token: token ?? null };
});
