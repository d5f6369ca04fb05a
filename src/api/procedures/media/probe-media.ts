import { fileInput } from '../../inputs/file-input.ts';
import { inTurn, procedure } from '../../trpc.ts';

export const probeMedia = procedure
  .input(fileInput)
  .use(inTurn)
  .query(({ ctx, input, signal }) => ctx.runtime.media.probe(input.filePath, signal));
