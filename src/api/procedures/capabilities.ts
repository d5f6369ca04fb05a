import { procedure } from '../trpc.ts';

export const capabilities = procedure.query(({ ctx }) => ctx.runtime.capabilities());
