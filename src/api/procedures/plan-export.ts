import { configInput } from '../config-input.ts';
import { procedure } from '../trpc.ts';

/** Dry run: what an export would do. Nothing is written. */
export const plan = procedure
  .input(configInput)
  .query(({ ctx, input, signal }) => ctx.runtime.dryRun(input, signal));
