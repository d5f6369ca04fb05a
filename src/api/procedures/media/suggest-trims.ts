import { trimsRequestSchema } from '../../../contract/cutting/suggest-cuts.ts';
import { trimOrderOf } from '../../kept/cut-order.ts';
import { procedure } from '../../trpc.ts';

/** Silences that could be taken out; nothing is changed. */
export const suggestTrims = procedure
  .input(trimsRequestSchema)
  .mutation(async ({ ctx: { runtime }, input, signal }) =>
    runtime.suggestTrims(await trimOrderOf(input, runtime.projects), signal),
  );
