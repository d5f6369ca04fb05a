import { z } from 'zod';
import { fileInput } from '../file-input.ts';
import { procedure } from '../trpc.ts';

const maxOthers = 16;
const { filePath } = fileInput.shape;

const input = z.object({
  reference: filePath,
  others: z.array(filePath).min(1).max(maxOthers, `must name at most ${maxOthers} files`),
});

/** Finds by their sound where cameras lie against the reference. Ends with the request that asked for it. */
export const syncMedia = procedure
  .input(input)
  .mutation(({ ctx, input: request, signal }) => ctx.runtime.media.sync(request, signal));
