import { configProcedure } from '../../inputs/config-input.ts';

export const createExport = configProcedure.mutation(({ ctx, input }) => ctx.runtime.accept(input));
