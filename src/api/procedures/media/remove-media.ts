import { z } from 'zod';
import { fileInput } from '../../inputs/file-input.ts';
import { requireUnused } from '../../kept/require-unused.ts';
import { procedure } from '../../trpc.ts';

/** With `unlessUsed` it stays, and the answer says why, while projects show or play it. */
const input = fileInput.extend({ unlessUsed: z.boolean().optional() });

export const removeMedia = procedure.input(input).mutation(async ({ ctx, input }) => {
  if (input.unlessUsed === true) await requireUnused(ctx.runtime, input.filePath);
  await ctx.runtime.media.remove(input.filePath);
  return { filePath: input.filePath };
});
