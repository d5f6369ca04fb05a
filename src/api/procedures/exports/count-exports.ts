import { procedure } from '../../trpc.ts';

/** How many exports there are in each state. */
export const counts = procedure.query(({ ctx }) => ctx.runtime.counts());
