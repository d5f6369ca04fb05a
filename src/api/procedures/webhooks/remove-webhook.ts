import { webhookInput } from '../../inputs/webhook-input.ts';
import { procedure } from '../../trpc.ts';

export const removeWebhook = procedure.input(webhookInput).mutation(async ({ ctx, input }) => {
  await ctx.runtime.webhooks.remove(input.id);
  return { id: input.id };
});
