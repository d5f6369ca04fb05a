import { procedure } from '../../trpc.ts';

/** Signs what is sent to the webhooks that single exports name. */
export const exportSecret = procedure.query(async ({ ctx }) => ({
  secret: await ctx.runtime.webhooks.exportSecret(),
}));
