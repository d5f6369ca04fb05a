import { withinSocketCap } from '../../lane/subscription-cap.ts';
import { procedure } from '../../trpc.ts';

/** The library as it is now, and as a whole again after each change. Who comes back begins with what is there. */
export const watchMedia = procedure.subscription(({ ctx, signal }) =>
  // Only direct calls on the server come without a signal; nobody can abort those.
  withinSocketCap(ctx, ctx.runtime.media.watch(signal ?? new AbortController().signal), (library) => library),
);
