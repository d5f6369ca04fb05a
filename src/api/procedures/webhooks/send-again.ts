import { webhookInput } from '../../inputs/webhook-input.ts';
import { procedure } from '../../trpc.ts';

/** Sends a message to a webhook again; it is tried for another day. */
export const sendAgain = procedure
  .input(webhookInput)
  .mutation(({ ctx, input }) => ctx.runtime.webhooks.sendAgain(input.id));
