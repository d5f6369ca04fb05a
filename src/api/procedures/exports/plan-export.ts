import { configProcedure } from '../../inputs/config-input.ts';

/** Dry run: what an export would do. Nothing is written. */
export const plan = configProcedure.query(({ ctx, input, signal }) => ctx.runtime.dryRun(input, signal));
