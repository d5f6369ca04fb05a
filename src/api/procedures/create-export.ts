import { acceptExport } from '../accept-export.ts';
import { configProcedure } from '../config-input.ts';

export const createExport = configProcedure.mutation(({ ctx, input }) => acceptExport(ctx.runtime, input));
