import { deliveriesInput, deliveryQueryFrom } from '../../inputs/webhook-input.ts';
import { procedure } from '../../trpc.ts';

/** Messages to webhooks with what was answered, newest first. */
export const listDeliveries = procedure
  .input(deliveriesInput.optional())
  .query(({ ctx, input }) => ctx.runtime.webhooks.deliveries(deliveryQueryFrom(input)));
