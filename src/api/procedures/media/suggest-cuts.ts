import { cutsRequestSchema } from '../../../contract/cutting/suggest-cuts.ts';
import { cutOrderOf } from '../../kept/cut-order.ts';
import { procedure } from '../../trpc.ts';

/** A first cut by who speaks; nothing is changed. */
export const suggestCuts = procedure
  .input(cutsRequestSchema)
  .mutation(async ({ ctx: { runtime }, input, signal }) =>
    runtime.suggestCuts(await cutOrderOf(input, runtime.projects), signal),
  );
