import { listInput, queryFrom } from '../../inputs/list-input.ts';
import { procedure } from '../../trpc.ts';

export const list = procedure
  .input(listInput.optional())
  .query(({ ctx, input }) => ctx.runtime.exports.list(queryFrom(input)));
