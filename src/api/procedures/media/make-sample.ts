import { z } from 'zod';
import { procedure } from '../../trpc.ts';

/** Takes an empty object: a mutation without input could be forged by a cross-site form. */
export const makeSample = procedure
  .input(z.strictObject({}))
  .mutation(({ ctx }) => ctx.runtime.media.makeSample());
