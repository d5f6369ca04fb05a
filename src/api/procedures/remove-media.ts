import { fileInput } from '../file-input.ts';
import { procedure } from '../trpc.ts';

export const removeMedia = procedure.input(fileInput).mutation(async ({ ctx, input }) => {
  await ctx.runtime.media.remove(input.filePath);
  return { filePath: input.filePath };
});
