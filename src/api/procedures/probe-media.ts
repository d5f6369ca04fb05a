import { fileInput } from '../file-input.ts';
import { procedure } from '../trpc.ts';

export const probeMedia = procedure
  .input(fileInput)
  .query(({ ctx, input, signal }) => ctx.runtime.media.probe(input.filePath, signal));
