import { exchangeRequestSchema, importRequestSchema } from '../../contract/interchange.ts';
import { exportEdit, importEdit } from '../kept/exchange.ts';
import { procedure, router } from '../trpc.ts';

/** Edits of other programs, in and out. */
export const interchange = router({
  import: procedure
    .input(importRequestSchema)
    .mutation(({ ctx: { runtime }, input }) => importEdit(input, runtime)),
  export: procedure
    .input(exchangeRequestSchema)
    .query(({ ctx: { runtime }, input }) => exportEdit(input, runtime)),
});
