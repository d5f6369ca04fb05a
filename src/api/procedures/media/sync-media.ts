import { syncInput } from '../../inputs/sync-input.ts';
import { procedure } from '../../trpc.ts';

/** Finds by their sound where cameras lie against the reference. Ends with the request that asked for it. */
export const syncMedia = procedure
  .input(syncInput)
  .mutation(({ ctx, input: request, signal }) => ctx.runtime.media.sync(request, signal));
