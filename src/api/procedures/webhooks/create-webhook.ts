import { newWebhookSchema } from '../../../contract/exports/webhook.ts';
import { procedure } from '../../trpc.ts';

/** Answers with the secret, which is not shown again. */
export const createWebhook = procedure
  .input(newWebhookSchema)
  .mutation(({ ctx, input }) => ctx.runtime.webhooks.create(input));
