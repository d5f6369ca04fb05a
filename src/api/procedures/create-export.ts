import { acceptExport } from '../accept-export.ts';
import { configInput } from '../config-input.ts';
import { procedure } from '../trpc.ts';

export const createExport = procedure
  .input(configInput)
  .mutation(({ ctx, input }) => acceptExport(ctx.runtime, input));
