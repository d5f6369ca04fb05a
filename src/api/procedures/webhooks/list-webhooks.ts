import { procedure } from '../../trpc.ts';

/** Oldest first, without their secrets. */
export const listWebhooks = procedure.query(({ ctx }) => ctx.runtime.webhooks.list());
